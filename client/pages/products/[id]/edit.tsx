import { useRouter } from 'next/router';
import { ApiError } from '../../../api/api-error';
import { browserClient } from '../../../api/build-client';
import { showProduct, updateProduct } from '../../../api/products';
import { shopPage } from '../../../api/server-props';
import type { Product } from '../../../api/types';
import { PageTitle } from '../../../components/page-title';
import { changesOf, ProductForm } from '../../../components/product-form';
import { useToasts } from '../../../hooks/use-toasts';

interface Props {
  product: Product;
}

export const getServerSideProps = shopPage<Props>(
  async ({ client, context, session }) => {
    const [product, { user }] = await Promise.all([showProduct(client, String(context.params?.id)), session]);
    if (user && user.id !== product.userId) throw new ApiError(403, [{ message: 'Forbidden' }]);
    return { props: { product } };
  },
  { signedIn: true },
);

export default function EditProduct({ product }: Props) {
  const router = useRouter();
  const { show } = useToasts();
  return (
    <div className="panel stack">
      <PageTitle title={`Edit ${product.title}`}>Edit product</PageTitle>
      <ProductForm
        product={product}
        submitLabel="Save changes"
        busyLabel="Saving…"
        send={async (input) => {
          const changes = changesOf(product, input);
          if (Object.keys(changes).length > 0) await updateProduct(browserClient, product.id, changes);
          show(`${input.title} is saved.`);
          await router.push(`/products/${product.id}`);
        }}
      />
    </div>
  );
}
