import type { Product } from '../../api/types';
import { ProductCard } from './product-card';

interface Props {
  products: Product[];
  /** Of the cards' headings. */
  level: 2 | 3;
  /** Below the first screen: pictures can wait. */
  lazy?: boolean;
}

const FIRST_SCREEN = 8;

export function ProductGrid({ products, level, lazy = false }: Props) {
  return (
    <ul className="grid">
      {products.map((product, index) => (
        <ProductCard key={product.id} product={product} level={level} lazy={lazy || index >= FIRST_SCREEN} />
      ))}
    </ul>
  );
}

/** A few products under a heading of their own; nothing when there are none. */
export function ProductShelf({
  title,
  products,
  lazy,
}: Pick<Props, 'products' | 'lazy'> & { title: string }) {
  if (products.length === 0) return null;
  const id = title.toLowerCase().replaceAll(/\W+/g, '-');
  return (
    <section aria-labelledby={id} className="shelf">
      <h2 id={id} dir="auto">
        {title}
      </h2>
      <ProductGrid products={products} level={3} lazy={lazy} />
    </section>
  );
}
