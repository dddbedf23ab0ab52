import { type Answer, type Product, type Shopper } from '@ecommerce/e2e/shopper';
import type { SeededRandom } from '@ecommerce/e2e/seeded-random';
import { Zipf } from './mix';

const [MOST_LINES, MOST_PIECES] = [10, 10];
const STOCK = 10_000;
/** By how many percent a price changes at most. */
const MOST_PERCENT = 10;

/** A product that is for sale, and who sells it. */
export interface Listing {
  seller: Shopper;
  product: Product & { userId?: string };
}

/** Not for sale or short of stock; unknown yet; under way; changed since it was read. */
const MAY_REFUSE = [400, 404, 409, 412];

/** The shop refused a transaction as it may: its reason is the code of the answer. */
export class Refused extends Error {}

/** Buys up to ten products, popular ones more often: cart, order, payment. @throws Refused */
export async function shop(
  customer: Shopper,
  listings: readonly Listing[],
  random: SeededRandom,
): Promise<void> {
  const chosen = new Zipf(listings.length).drawSome(random, random.int(1, MOST_LINES));
  const items = chosen.map((position) => ({
    productId: (listings[position] as Listing).product.id,
    quantity: random.int(1, MOST_PIECES),
  }));
  try {
    for (const item of items) accept([201], await customer.post('/api/cart/items', item));
    const { id } = accept([201], await customer.post<{ id: string }>('/api/orders', { items }));
    accept([200, 201], await customer.pays(id));
  } catch (error) {
    // What was refused must not stand in the way of the next session.
    for (const { productId } of items) accept([200], await customer.delete(`/api/cart/items/${productId}`));
    throw error;
  }
}

/** Looks at all products of a seller with what was sold of each: one answer of one service. */
export async function lookAtDashboard({ seller, product }: Listing): Promise<void> {
  accept([200], await seller.get(`/api/products?userId=${product.userId}&limit=100`));
}

/** Changes a price by up to 10 %. @throws Refused when the product was changed or sold since it was read */
export async function changePrice(listing: Listing, random: SeededRandom): Promise<void> {
  const { seller, product } = listing;
  const { price, version } = await seller.product(product.id);
  const changed = Math.round(price * (100 + random.int(-MOST_PERCENT, MOST_PERCENT))) / 100;
  const headers = { 'if-match': `"${version}"` };
  const path = `/api/products/${product.id}`;
  accept([200], await seller.request('PUT', path, { price: changed }, headers));
}

/** Takes a product off sale and puts up another one in its place. */
export async function replaceProduct(listing: Listing): Promise<void> {
  const { seller, product } = listing;
  const again = await putUp(seller, product.title);
  listing.product = again.product;
  accept([200], await seller.put(`/api/products/${product.id}`, { listed: false }));
}

export async function putUp(seller: Shopper, title: string): Promise<Listing> {
  return { seller, product: await seller.sells({ title, price: 20, quantity: STOCK }) };
}

/** @throws Refused for an answer of the shop that a transaction may meet, Error for any other */
function accept<T>(wanted: readonly number[], { status, body }: Answer<T>): T {
  if (wanted.includes(status)) return body;
  if (!MAY_REFUSE.includes(status)) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  const [{ code = String(status) } = {}] =
    (body as { errors?: { code?: string }[] } | undefined)?.errors ?? [];
  throw new Refused(code);
}
