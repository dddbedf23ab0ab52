import { ApiError } from './api-error';
import type { ApiClient } from './build-client';
import { listProducts, showProduct } from './products';
import type { Session } from './server-props/server-props';
import type { CartItem, Product } from './types';

/** Products by id as they are now; null for one that is gone. */
export type ProductsById = Record<string, Product | null>;

/** The products service answers for at most as many at a time. */
const MAX_IDS = 100;

/** The products of these cart lines, with one request. Throws when the products service is unavailable. */
export async function loadProductsOf(client: ApiClient, items: CartItem[]): Promise<ProductsById> {
  const ids = [...new Set(items.map(({ productId }) => productId))];
  if (ids.length === 1) return loadEach(client, ids);
  const batches = Array.from({ length: Math.ceil(ids.length / MAX_IDS) }, (_, index) =>
    loadBatch(client, ids.slice(index * MAX_IDS, (index + 1) * MAX_IDS)),
  );
  return Object.assign({}, ...(await Promise.all(batches))) as ProductsById;
}

async function loadBatch(client: ApiClient, ids: string[]): Promise<ProductsById> {
  const query = new URLSearchParams({ ids: ids.join(), limit: String(MAX_IDS) });
  const page = await listProducts(client, query).catch((error: unknown) => {
    if (isRefusal(error)) return null;
    throw error;
  });
  // A version of the service that does not know `ids` lists whatever it has (a rolling update).
  const isAnswer = page?.nextCursor === null && page.items.every(({ id }) => ids.includes(id));
  if (!isAnswer) return loadEach(client, ids);
  const found = new Map(page.items.map((product) => [product.id, product]));
  return Object.fromEntries(ids.map((id) => [id, found.get(id) ?? null]));
}

async function loadEach(client: ApiClient, ids: string[]): Promise<ProductsById> {
  const entries = ids.map(async (id): Promise<[string, Product | null]> => {
    const product = await showProduct(client, id).catch((error: unknown) => {
      if (isRefusal(error)) return null;
      throw error;
    });
    return [id, product];
  });
  return Object.fromEntries(await Promise.all(entries));
}

const isRefusal = (error: unknown) =>
  error instanceof ApiError && (error.status === 404 || error.status === 400);

/** The products of all that the server knows this visitor to have chosen. */
export function loadCartProducts(client: ApiClient, { cart, asked }: Session): Promise<ProductsById> {
  return loadProductsOf(client, [...(cart ?? []), ...asked]);
}
