import { useRouter } from 'next/router';
import { browserClient } from '../api/build-client';
import { createProduct } from '../api/products';
import { emptyPage, shopPage } from '../api/server-props';
import { PageTitle } from '../components/page-title';
import { ProductForm } from '../components/product-form';
import { useToasts } from '../hooks/use-toasts';

export const getServerSideProps = shopPage(emptyPage, { signedIn: true });

export default function Sell() {
  const router = useRouter();
  const { show } = useToasts();
  return (
    <div className="panel stack">
      <PageTitle>Sell something</PageTitle>
      <p>
        Tell us what it is. It is on sale the moment you press the button, and you can change it any time.
      </p>
      <ProductForm
        submitLabel="Put on sale"
        busyLabel="Putting it on sale…"
        send={async (input) => {
          const product = await createProduct(browserClient, input);
          show(`${product.title} is on sale.`);
          await router.push(`/products/${product.id}`);
        }}
      />
    </div>
  );
}
