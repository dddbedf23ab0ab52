import { listCategories, listProducts } from '../api/products';
import { shopPage } from '../api/server-props';
import type { Page, Product } from '../api/types';
import { EmptyState } from '../components/empty-state';
import { FilterBar } from '../components/filter-bar';
import { FilterChips } from '../components/filter-chips';
import { PageTitle } from '../components/page-title';
import { Pager } from '../components/pager';
import { ProductCard } from '../components/product-card';
import { ALL, chipsOf, type Filters, hrefOf, readFilters, searchParamsOf } from '../hooks/catalogue-query';
import Link from 'next/link';

const PAGE_SIZE = 24;
const FIRST_SCREEN = 8;

interface Props {
  page: Page<Product>;
  categories: string[];
  filters: Filters;
  isFirstPage: boolean;
}

export const getServerSideProps = shopPage<Props>(async ({ client, context: { query } }) => {
  const filters = readFilters(query);
  const cursor = [query.cursor].flat()[0];
  const params = searchParamsOf(filters);
  params.set('limit', String(PAGE_SIZE));
  if (cursor) params.set('cursor', cursor);

  const [page, categories] = await Promise.all([listProducts(client, params), listCategories(client)]);
  return { props: { page, categories, filters, isFirstPage: !cursor } };
});

/** The catalogue: everything on sale, searched, filtered, sorted and paged by the address alone. */
export default function Catalogue({ page, categories, filters, isFirstPage }: Props) {
  const { items, nextCursor } = page;
  const chips = chipsOf(filters);
  return (
    <>
      <div className="page-head">
        <PageTitle title={filters.q ? `Results for ${filters.q}` : 'Everything on sale'}>
          {filters.q ? `Results for “${filters.q}”` : 'Everything on sale'}
        </PageTitle>
        <p className="lead" role="status">
          {countText(items.length, nextCursor !== null, isFirstPage)}
        </p>
      </div>
      <FilterBar filters={filters} categories={categories} />
      <FilterChips chips={chips} />
      {items.length > 0 ? (
        <ul className="grid">
          {items.map((product, index) => (
            <ProductCard key={product.id} product={product} lazy={index >= FIRST_SCREEN} />
          ))}
        </ul>
      ) : (
        <NothingFound isFiltered={chips.length > 0} isFirstPage={isFirstPage} />
      )}
      <Pager hrefOf={(next) => hrefOf(filters, next)} nextCursor={nextCursor} isFirstPage={isFirstPage} />
    </>
  );
}

function countText(count: number, hasMore: boolean, isFirstPage: boolean): string {
  const products = count === 1 ? '1 product' : `${count} products`;
  if (hasMore) return `Showing ${products}, more on the next page`;
  return isFirstPage ? products : `Showing the last ${products}`;
}

function NothingFound({ isFiltered, isFirstPage }: { isFiltered: boolean; isFirstPage: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState title="Nothing matches yet">
        <p>Try fewer words or a wider price range.</p>
        <Link href={ALL} className="button button-main">
          Clear all filters
        </Link>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={isFirstPage ? 'The shelves are empty' : 'That was everything'}>
      <p>{isFirstPage ? 'Be the first to put something on sale.' : 'You have reached the end.'}</p>
      <Link href={isFirstPage ? '/sell' : ALL} className="button button-main">
        {isFirstPage ? 'Sell something' : 'Back to the first page'}
      </Link>
    </EmptyState>
  );
}
