import { useRouter } from 'next/router';
import { browserClient } from '../../../api/build-client';
import { editPage, type EditProps } from '../../../api/server-props/product-pages';
import { saveProduct } from '../../../api/save-product';
import type { Session } from '../../../api/server-props/server-props';
import { PageTitle } from '../../../components/layout/page-title';
import { ProductEditor } from '../../../components/selling/product-editor';
import { productDraft } from '../../../hooks/selling/product-draft';
import { useToasts } from '../../../hooks/use-toasts';

export const getServerSideProps = editPage;

export default function EditProduct({ product, opened, posted, session }: EditProps & { session: Session }) {
  const router = useRouter();
  const { show } = useToasts();
  return (
    <div className="panel stack">
      <PageTitle title={`Edit ${product.title}`}>Edit product</PageTitle>
      <ProductEditor
        key={product.id}
        draftKey={productDraft.keyOf(session.user?.id, product.id)}
        opened={opened}
        product={product}
        posted={posted}
        submitLabel="Save changes"
        busyLabel="Saving…"
        save={async (input, base) => {
          const changed = await saveProduct(browserClient, base ?? product, input);
          if (changed) return changed;
          show('Your product is saved.');
          await router.push(`/products/${product.id}`);
          return null;
        }}
      />
    </div>
  );
}
