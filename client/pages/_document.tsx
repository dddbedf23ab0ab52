import NextDocument, { type DocumentContext, Head, Html, Main, NextScript } from 'next/document';
import { metaOf } from '../api/server-props/page-meta';
import { PageMetaTags } from '../components/layout/page-meta-tags';
import { RECORD_EARLY_CLICKS } from '../hooks/early-clicks';

interface Props {
  nonce?: string;
  origin?: string;
}

/** The HTML around every page. Each script carries this request's nonce, which the security headers ask for. */
export default class Document extends NextDocument<Props> {
  static override async getInitialProps(ctx: DocumentContext) {
    const { nonce, origin } = ctx.req?.shop ?? {};
    return { ...(await NextDocument.getInitialProps(ctx)), nonce, origin };
  }

  override render() {
    const { nonce, origin = '', __NEXT_DATA__: data } = this.props;
    const pageProps = (data.props as { pageProps?: Parameters<typeof metaOf>[1] }).pageProps ?? {};
    return (
      <Html lang="en">
        <Head nonce={nonce}>
          <meta name="color-scheme" content="light dark" />
          <meta name="theme-color" content="#0a3540" />
          <link rel="icon" href="/favicon.ico" sizes="32x32" />
          <link rel="icon" href="/icon.svg" type="image/svg+xml" />
          <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
          <link rel="manifest" href="/manifest.webmanifest" />
          <PageMetaTags meta={metaOf(data.page, pageProps, origin)} nonce={nonce} />
          <script nonce={nonce} dangerouslySetInnerHTML={{ __html: RECORD_EARLY_CLICKS }} />
        </Head>
        <body>
          <Main />
          <NextScript nonce={nonce} />
        </body>
      </Html>
    );
  }
}
