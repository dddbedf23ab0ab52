import Head from 'next/head';
import { SHOP_NAME } from '../../domain/shop-name';

/** The page's one h1, and the same words as the document's title. */
export function PageTitle({ children, title = children }: { children: string; title?: string }) {
  return (
    <>
      <Head>
        <title>{`${title} · ${SHOP_NAME}`}</title>
      </Head>
      <h1 dir="auto">{children}</h1>
    </>
  );
}
