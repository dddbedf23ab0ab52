import { type ProductValues, readProductForm } from '../api/product-fields';
import { centsOf } from '../api/money';
import { Price } from './price';
import { ProductImage } from './product-image';
import { sellerOf } from './seller';
import { StockNote } from './stock-note';

interface Props {
  /** The form as it stands. */
  values: ProductValues;
  /** Null for a product that is not saved yet. */
  id: string | null;
}

/** The product as shoppers will see it in the catalogue, while its seller types. */
export function ProductPreview({ values, id }: Props) {
  const { input, errors } = readProductForm(values);
  const isGood = (field: string) => !errors.some((error) => error.field === field);
  const title = input.title || 'Title';
  return (
    <section className="product-preview stack" aria-labelledby="preview-title">
      <h2 id="preview-title">Preview</h2>
      <div className="card">
        <ProductImage
          product={{
            id: id ?? 'new',
            title,
            category: input.category || null,
            imageUrl: isGood('imageUrl') ? input.imageUrl || null : null,
          }}
          alt=""
        />
        <div className="card-body">
          <p className="card-title">{title}</p>
          <p className="card-seller">Sold by {sellerOf({ shopName: input.shopName || null })}</p>
          <p className="card-facts">
            {isGood('price') ? <Price cents={centsOf(input.price)} /> : <span>No price yet</span>}
            {isGood('quantity') && <StockNote quantity={input.quantity} />}
          </p>
        </div>
      </div>
      {id === null && !input.imageUrl && (
        <p className="hint">The picture is drawn anew once the product is on sale.</p>
      )}
    </section>
  );
}
