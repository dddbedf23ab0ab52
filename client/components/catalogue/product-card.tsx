import type { Product } from '../../api/types';
import Link from '../link';
import { Price } from '../price';
import { ProductImage } from './product-image';
import { sellerOf } from './seller';
import { StockNote } from './stock-note';

interface Props {
  product: Product;
  level: 2 | 3;
  lazy: boolean;
}

/** One product of the catalogue: a single link named by the title. */
export function ProductCard({ product, level, lazy }: Props) {
  const Heading = `h${level}` as const;
  return (
    <li className="card">
      <ProductImage product={product} alt="" lazy={lazy} />
      <div className="card-body">
        {product.category && (
          <p className="card-category" dir="auto">
            {product.category}
          </p>
        )}
        <Heading className="card-title" dir="auto">
          <Link href={`/products/${product.id}`} className="card-link">
            {product.title}
          </Link>
        </Heading>
        <p className="card-seller">
          Sold by <bdi>{sellerOf(product)}</bdi>
        </p>
        <p className="card-facts">
          <Price cents={product.priceCents} />
          <StockNote quantity={product.quantity} />
        </p>
      </div>
    </li>
  );
}
