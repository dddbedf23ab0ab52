import Link from 'next/link';
import type { Product } from '../api/types';
import { Price } from './price';
import { ProductImage } from './product-image';
import { StockNote } from './stock-note';

/** One product of the catalogue: a single link named by the title. */
export function ProductCard({ product, lazy }: { product: Product; lazy: boolean }) {
  return (
    <li className="card">
      <ProductImage product={product} alt="" lazy={lazy} />
      <div className="card-body">
        <h2 className="card-title">
          <Link href={`/products/${product.id}`} className="card-link" prefetch={false}>
            {product.title}
          </Link>
        </h2>
        <p className="card-facts">
          <Price cents={product.priceCents} />
          <StockNote quantity={product.quantity} />
        </p>
      </div>
    </li>
  );
}
