import {
  type Filters,
  readFilters,
  readWrongPrices,
  searchParamsOf,
  type WrongPrices,
} from '../../domain/catalogue-query';
import type { ApiClient } from '../build-client';
import { type PageSpot, readSpot } from './page-trail';
import { type Category, listCards, listCategories, withPicture } from '../products';
import { shopPage } from './server-props';
import type { Page, Product } from '../types';

/** What the home page shows above the catalogue. */
interface Highlights {
  arrivals: Product[];
  nearlyGone: Product[];
}

export interface CatalogueProps {
  /** Null where the address asks for something: then the page shows results only. */
  highlights: Highlights | null;
  page: Page<Product>;
  categories: Category[];
  filters: Filters;
  wrongPrices: WrongPrices;
  spot: PageSpot;
}

const PAGE_SIZE = 24;
const SHELF_SIZE = 4;
/** Of the results; a phone's first screen shows no more. */
const FIRST_ROW = 4;
/** A shop with fewer products has no need of shelves above its catalogue. */
const LEAST_FOR_SHELVES = 12;
const LOW_STOCK = 5;

/** getServerSideProps of the catalogue: everything that the address asks for, and the home page's shelves. */
export const cataloguePage = shopPage<CatalogueProps>(async ({ client, shop, context: { query } }) => {
  const filters = readFilters(query);
  const spot = readSpot(query);
  const params = searchParamsOf(filters);
  params.set('limit', String(PAGE_SIZE));
  if (spot.cursor) params.set('cursor', spot.cursor);

  const isHome = Object.keys(query).length === 0;
  const [page, categories, low] = await Promise.all([
    listCards(client, params),
    listCategories(client, searchParamsOf({ ...filters, category: '', sort: '' })),
    isHome ? listLowStock(client) : [],
  ]);
  const highlights = isHome ? highlightsOf(page.items, low) : null;
  return {
    props: {
      highlights,
      page: {
        ...page,
        items: highlights
          ? withoutShown(page.items, highlights)
          : page.items.map((item, index) => (index < FIRST_ROW ? withPicture(item, shop) : item)),
      },
      categories,
      filters,
      wrongPrices: readWrongPrices(query),
      spot,
    },
  };
});

/** What there are few of. Empty when not to be had: the page is shown without that shelf. */
async function listLowStock(client: ApiClient): Promise<Product[]> {
  const params = new URLSearchParams({ inStock: 'true', limit: '100' });
  const { items } = await listCards(client, params).catch(() => ({ items: [] }));
  return items.filter(({ quantity }) => quantity <= LOW_STOCK);
}

/** No product is shown twice on the home page. */
function highlightsOf(newest: Product[], low: Product[]): Highlights {
  if (newest.length < LEAST_FOR_SHELVES) return { arrivals: [], nearlyGone: [] };
  const arrivals = newest.slice(0, SHELF_SIZE);
  const ids = new Set(arrivals.map(({ id }) => id));
  return { arrivals, nearlyGone: low.filter(({ id }) => !ids.has(id)).slice(0, SHELF_SIZE) };
}

function withoutShown(items: Product[], { arrivals, nearlyGone }: Highlights): Product[] {
  const shown = new Set([...arrivals, ...nearlyGone].map(({ id }) => id));
  return items.filter(({ id }) => !shown.has(id));
}
