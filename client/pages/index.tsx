import { cataloguePage, type CatalogueProps } from '../api/server-props/catalogue-page';
import { Breadcrumbs } from '../components/catalogue/breadcrumbs';
import { CategoryLinks } from '../components/catalogue/category-links';
import { CategoryTiles } from '../components/catalogue/category-tiles';
import { EmptyState } from '../components/empty-state';
import { FilterBar } from '../components/catalogue/filter-bar';
import { FilterChips } from '../components/catalogue/filter-chips';
import { Hero } from '../components/catalogue/hero';
import Link from '../components/link';
import { PageTitle } from '../components/layout/page-title';
import { Pager } from '../components/pager';
import { ProductGrid, ProductShelf } from '../components/catalogue/product-grid';
import { sellerOf } from '../components/catalogue/seller';
import { ALL, chipsOf, hrefOf } from '../domain/catalogue-query';

export const getServerSideProps = cataloguePage;

/** The home page, or what the address asks for: everything on sale, searched, filtered, sorted and paged. */
export default function Catalogue(props: CatalogueProps) {
  const { highlights, categories } = props;
  if (!highlights) return <Results {...props} />;
  return (
    <>
      <Hero />
      <CategoryTiles categories={categories} />
      <ProductShelf title="New arrivals" products={highlights.arrivals} />
      <ProductShelf title="Nearly gone" products={highlights.nearlyGone} lazy />
      <section id="catalogue" aria-labelledby="catalogue-title">
        <div className="page-head">
          <h2 id="catalogue-title">Everything on sale</h2>
          <Count {...props} />
        </div>
        <Listing {...props} level={3} />
      </section>
    </>
  );
}

function Results(props: CatalogueProps) {
  const { filters } = props;
  const title = titleOf(props);
  return (
    <>
      <Breadcrumbs links={[{ label: 'Shop', href: ALL }]} here={title} />
      <div className="page-head">
        <PageTitle title={filters.q ? `Results for ${filters.q}` : title}>{title}</PageTitle>
        <Count {...props} />
      </div>
      <CategoryLinks categories={props.categories} filters={filters} />
      <Listing {...props} level={2} />
    </>
  );
}

function titleOf({ filters: { q, category, userId }, page: { items } }: CatalogueProps): string {
  if (q) return `Results for “${q}”`;
  if (category) return category;
  if (userId === '') return 'Everything on sale';
  const [newest] = items;
  return newest ? `Sold by ${sellerOf(newest)}` : 'From one seller';
}

function Count(props: CatalogueProps) {
  return (
    <p className="lead" role="status">
      {countText(props)}
    </p>
  );
}

function countText({ page: { items, nextCursor }, highlights, spot }: CatalogueProps): string {
  const shown = items.length + (highlights ? highlights.arrivals.length + highlights.nearlyGone.length : 0);
  const products = shown === 1 ? '1 product' : `${shown} products`;
  if (nextCursor !== null) return `Showing ${products}, more on the next page`;
  return spot.cursor ? `Showing the last ${products}` : products;
}

function Listing({ page, categories, filters, wrongPrices, spot, level }: CatalogueProps & { level: 2 | 3 }) {
  const chips = chipsOf(filters);
  return (
    <>
      <FilterBar filters={filters} categories={categories} wrongPrices={wrongPrices} />
      <FilterChips chips={chips} />
      {page.items.length > 0 ? (
        <ProductGrid products={page.items} level={level} lazy={level === 3} />
      ) : (
        <NothingFound isFiltered={chips.length > 0} isFirstPage={!spot.cursor} />
      )}
      <Pager base={hrefOf(filters)} spot={spot} nextCursor={page.nextCursor} />
    </>
  );
}

function NothingFound({ isFiltered, isFirstPage }: { isFiltered: boolean; isFirstPage: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState title="Nothing matches yet">
        <p>Try fewer words or fewer filters.</p>
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
