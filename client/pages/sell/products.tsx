import { myProductsPage, type MyProductsProps } from '../../api/server-props/my-products';
import type { Product } from '../../api/types';
import { DoneNotice } from '../../components/done-notice';
import { EmptyState } from '../../components/empty-state';
import Link from '../../components/link';
import { PageTitle } from '../../components/layout/page-title';
import { Pager } from '../../components/pager';
import { Price } from '../../components/price';
import { ProductImage } from '../../components/catalogue/product-image';
import { StockNote } from '../../components/catalogue/stock-note';
import { sendOnce } from '../../hooks/send-once';
import { usePlainAddress } from '../../hooks/use-plain-address';

export const getServerSideProps = myProductsPage;

/** What the seller offers, newest first, with stock and whether it is on sale. */
export default function MyProducts({ page: { items, nextCursor }, spot, q, done }: MyProductsProps) {
  usePlainAddress(done !== null, 'done');
  const isFirstPage = !spot.cursor;
  const isEverything = isFirstPage && nextCursor === null && q === '';
  return (
    <>
      <div className="page-head">
        <PageTitle>My products</PageTitle>
        <Link href="/sell" className="button button-main">
          Sell something
        </Link>
      </div>
      {(items.length > 0 || q !== '') && <SearchMine q={q} />}
      {isEverything && items.length > 0 && <p className="lead">{stockAtAGlance(items)}</p>}
      {items.length === 0 ? (
        <NoProducts q={q} isFirstPage={isFirstPage} />
      ) : (
        <ul className="my-products">
          {items.map((product) => (
            <ProductRow key={product.id} product={product} isDone={product.id === done} />
          ))}
        </ul>
      )}
      <Pager
        base={q === '' ? '/sell/products' : `/sell/products?${new URLSearchParams({ q })}`}
        spot={spot}
        nextCursor={nextCursor}
      />
    </>
  );
}

interface ProductRowProps {
  product: Product;
  /** Whether it was listed or taken off sale just now. */
  isDone: boolean;
}

function ProductRow({ product, isDone }: ProductRowProps) {
  const { id, title, priceCents, quantity, listed, sold } = product;
  return (
    <li className="my-product">
      <ProductImage product={product} alt="" lazy />
      <div className="my-product-facts">
        <h2 dir="auto">
          <Link href={`/products/${id}`}>{title}</Link>
        </h2>
        <p className="card-facts">
          <Price cents={priceCents} />
          {quantity > 0 ? <span>{`${quantity} in stock`}</span> : <StockNote quantity={quantity} />}
          {sold !== null && <span>{`${sold} sold so far`}</span>}
          <span className={`order-badge ${listed ? 'order-badge-good' : 'order-badge-off'}`}>
            {listed ? 'On sale' : 'Not on sale'}
          </span>
        </p>
        {isDone && (
          <DoneNotice>{`${title} is ${listed ? 'on sale again' : 'no longer on sale'}.`}</DoneNotice>
        )}
      </div>
      <div className="my-product-actions">
        <Link href={`/products/${id}/edit`} className="button button-small">
          Edit<span className="visually-hidden"> {title}</span>
        </Link>
        <form method="post" onSubmit={sendOnce}>
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="listed" value={String(!listed)} />
          <button type="submit" className="button button-small">
            <span>{listed ? 'Take off sale' : 'Put on sale'}</span>
            <span className="visually-hidden"> {title}</span>
          </button>
        </form>
      </div>
    </li>
  );
}

/** A plain GET form, which works without script. */
function SearchMine({ q }: { q: string }) {
  return (
    <form role="search" action="/sell/products" method="get" className="search-mine" aria-label="My products">
      <label htmlFor="search-mine">Search my products</label>
      <div className="field-row">
        <input id="search-mine" type="search" name="q" key={q} defaultValue={q} maxLength={100} />
        <button type="submit" className="button">
          Find
        </button>
      </div>
    </form>
  );
}

function NoProducts({ q, isFirstPage }: { q: string; isFirstPage: boolean }) {
  if (q !== '' && isFirstPage) {
    return (
      <EmptyState title={`None of your products matches “${q}”`}>
        <p>Try fewer or other words.</p>
        <Link href="/sell/products" className="button button-main">
          Show all my products
        </Link>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={isFirstPage ? 'You sell nothing yet' : 'That was everything'}>
      <p>What you put on sale is listed here, with its stock.</p>
    </EmptyState>
  );
}

/** How many products there are, and what needs the seller. */
export function stockAtAGlance(products: Pick<Product, 'quantity' | 'listed'>[]): string {
  const soldOut = products.filter(({ quantity }) => quantity === 0).length;
  const unlisted = products.filter(({ listed }) => !listed).length;
  return [
    products.length === 1 ? '1 product' : `${products.length} products`,
    ...(soldOut > 0 ? [`${soldOut} without stock`] : []),
    ...(unlisted > 0 ? [`${unlisted} unlisted`] : []),
  ].join(' · ');
}
