import Link from 'next/link';
import { myProductsPage, type MyProductsProps } from '../../api/my-products';
import type { Product } from '../../api/types';
import { EmptyState } from '../../components/empty-state';
import { PageTitle } from '../../components/page-title';
import { Pager } from '../../components/pager';
import { Price } from '../../components/price';
import { ProductImage } from '../../components/product-image';
import { StockNote } from '../../components/stock-note';

export const getServerSideProps = myProductsPage;

/** What the seller offers, newest first, with stock and whether it is on sale. */
export default function MyProducts({ page: { items, nextCursor }, spot }: MyProductsProps) {
  return (
    <>
      <div className="page-head">
        <PageTitle>My products</PageTitle>
        <Link href="/sell" className="button button-main">
          Sell something
        </Link>
      </div>
      {items.length === 0 ? (
        <EmptyState title={spot.cursor ? 'That was everything' : 'You sell nothing yet'}>
          <p>What you put on sale is listed here, with its stock.</p>
        </EmptyState>
      ) : (
        <ul className="my-products">
          {items.map((product) => (
            <ProductRow key={product.id} product={product} />
          ))}
        </ul>
      )}
      <Pager base="/sell/products" spot={spot} nextCursor={nextCursor} />
    </>
  );
}

function ProductRow({ product }: { product: Product }) {
  const { id, title, priceCents, quantity, listed } = product;
  return (
    <li className="my-product">
      <ProductImage product={product} alt="" lazy />
      <div className="my-product-facts">
        <h2>
          <Link href={`/products/${id}`} prefetch={false}>
            {title}
          </Link>
        </h2>
        <p className="card-facts">
          <Price cents={priceCents} />
          {quantity > 0 ? <span>{quantity} in stock</span> : <StockNote quantity={quantity} />}
          <span className={`order-badge ${listed ? 'order-badge-good' : 'order-badge-off'}`}>
            {listed ? 'On sale' : 'Not on sale'}
          </span>
        </p>
      </div>
      <div className="my-product-actions">
        <Link href={`/products/${id}/edit`} className="button button-small" prefetch={false}>
          Edit<span className="visually-hidden"> {title}</span>
        </Link>
        <form method="post">
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="listed" value={String(!listed)} />
          <button type="submit" className="button button-small">
            {listed ? 'Take off sale' : 'Put on sale'}
            <span className="visually-hidden"> {title}</span>
          </button>
        </form>
      </div>
    </li>
  );
}
