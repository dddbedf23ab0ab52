import { useRouter } from 'next/router';
import { browserClient } from '../api/build-client';
import { sellPage, type SellProps } from '../api/server-props/product-pages';
import { createProduct } from '../api/products';
import type { Session } from '../api/server-props/server-props';
import Link from '../components/link';
import { PageTitle } from '../components/layout/page-title';
import { ProductEditor } from '../components/selling/product-editor';
import { productDraft } from '../hooks/selling/product-draft';
import { useToasts } from '../hooks/use-toasts';

export const getServerSideProps = sellPage;

export default function Sell({ posted, shopName, requestKey, session }: SellProps & { session: Session }) {
  const router = useRouter();
  const { show } = useToasts();
  return (
    <div className="panel stack">
      <PageTitle>Sell something</PageTitle>
      <p>
        Tell us what it is. It is on sale the moment you press the button, and you can change it any time.
        Everything you sell is under <Link href="/sell/products">My products</Link>.
      </p>
      <ProductEditor
        draftKey={productDraft.keyOf(session.user?.id, 'new')}
        opened={null}
        product={null}
        shopName={shopName}
        requestKey={requestKey}
        posted={posted}
        submitLabel="Put on sale"
        busyLabel="Putting it on sale…"
        save={async (input, _base, requestKey) => {
          const { id } = await createProduct(browserClient, input, requestKey);
          show('Your product is on sale.');
          await router.push(`/products/${id}`);
          return null;
        }}
      />
    </div>
  );
}
