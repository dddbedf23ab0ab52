import { ApiError } from '../api-error';
import { readFormPost } from './form-post';
import { type PageSpot, readSpot } from './page-trail';
import { listProducts, setListed } from '../products';
import { shopPage } from './server-props';
import type { Page, Product } from '../types';

export interface MyProductsProps {
  page: Page<Product>;
  spot: PageSpot;
  /** The words searched for; empty for all. */
  q: string;
  /** The id of the product that was listed or taken off sale just now. */
  done: string | null;
}

const PAGE_SIZE = '50';
const MAX_WORDS_LENGTH = 100;

/** getServerSideProps of the page "My products": shows them, and takes the form that lists one or takes it off sale. */
export const myProductsPage = shopPage<MyProductsProps>(
  async ({ client, context: { req, query, resolvedUrl }, session }) => {
    const form = await readFormPost(req);
    if (form) {
      const id = form.get('id') ?? '';
      await setListed(client, id, form.get('listed') === 'true');
      return { redirect: { destination: withDone(resolvedUrl, id), statusCode: 303 } };
    }
    const { user, state } = await session;
    if (!user) throw new ApiError(state === 'unknown' ? 503 : 401, []);
    const spot = readSpot(query);
    const q = [query.q].flat()[0]?.trim().slice(0, MAX_WORDS_LENGTH) ?? '';
    const params = new URLSearchParams({ userId: user.id, limit: PAGE_SIZE, ...(q && { q }) });
    if (spot.cursor) params.set('cursor', spot.cursor);
    const done = typeof query.done === 'string' ? query.done : null;
    return { props: { page: await listProducts(client, params), spot, q, done } };
  },
  { signedIn: true, awaitsSession: true },
);

function withDone(address: string, id: string): string {
  const [path, query] = address.split('?', 2);
  const params = new URLSearchParams(query);
  params.set('done', id);
  return `${path}?${params}`;
}
