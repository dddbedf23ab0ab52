import { type ProductValues, readProductForm } from '../../domain/product-fields';
import { centsOf } from '../../domain/money';
import type { Product } from '../../api/types';
import { Price } from '../price';
import { ProductImage } from '../catalogue/product-image';
import { sellerOf } from '../catalogue/seller';
import { StockNote } from '../catalogue/stock-note';

interface Props {
  /** The form as it stands. */
  values: ProductValues;
  /** The product as it is now; null for one that is not saved yet. */
  saved: Product | null;
}

/** The product as shoppers will see it in the catalogue, while its seller types. */
export function ProductPreview({ values, saved }: Props) {
  const { input, errors } = readProductForm(values);
  const isGood = (field: string) => !errors.some((error) => error.field === field);
  const title = input.title || 'Title';
  const isSavedPicture = input.imageUrl !== '' && input.imageUrl === saved?.imageUrl;
  return (
    <section className="product-preview stack" aria-labelledby="preview-title">
      <h2 id="preview-title">Preview</h2>
      <div className="card">
        <ProductImage
          product={{
            id: saved?.id ?? 'new',
            title,
            category: input.category || null,
            imageUrl: isSavedPicture ? input.imageUrl : null,
          }}
          alt=""
        />
        <div className="card-body">
          <p className="card-title" dir="auto">
            {title}
          </p>
          <p className="card-seller">
            Sold by <bdi>{sellerOf({ shopName: input.shopName || null })}</bdi>
          </p>
          <p className="card-facts">
            {isGood('price') ? <Price cents={centsOf(input.price)} /> : <span>No price yet</span>}
            {isGood('quantity') && <StockNote quantity={input.quantity} />}
          </p>
        </div>
      </div>
      {/^https:\/\//i.test(input.imageUrl) && !isSavedPicture && (
        <p className="hint">Your picture appears after saving.</p>
      )}
      {saved === null && !input.imageUrl && (
        <p className="hint">The picture is drawn anew once the product is on sale.</p>
      )}
    </section>
  );
}
