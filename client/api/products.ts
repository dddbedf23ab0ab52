import { ApiError } from './api-error';
import type { ApiClient } from './build-client';
import type { BodyOf } from './contracts';
import { nextCursorOf } from './link-header';
import type { Page, Product, ProductInput } from './types';
import { toProduct } from './wire';

/** One page of the catalogue; `query` holds the parameters of the products service as they are. */
export async function listProducts(client: ApiClient, query: URLSearchParams): Promise<Page<Product>> {
  const { body, headers } = await client('products', `?${query}`);
  return { items: (body as unknown[]).map(toProduct), nextCursor: nextCursorOf(headers.get('link')) };
}

export async function showProduct(client: ApiClient, id: string): Promise<Product> {
  const { body } = await client('products', `/${encodeURIComponent(id)}`);
  return toProduct(body);
}

/** Offers a new product for sale, as the signed-in seller. */
export async function createProduct(client: ApiClient, input: ProductInput): Promise<Product> {
  const { body } = await client('products', '', {
    method: 'POST',
    json: input satisfies BodyOf<'createProduct'>,
  });
  return toProduct(body);
}

/**
 * Changes these fields of the seller's own product, if it is still at the version of `seen`; false when it is not.
 * 403 for anyone else's.
 */
export async function updateProduct(
  client: ApiClient,
  seen: Product,
  changes: Partial<ProductInput>,
): Promise<boolean> {
  try {
    await client('products', `/${encodeURIComponent(seen.id)}`, {
      method: 'PUT',
      json: changes satisfies BodyOf<'updateProduct'>,
      headers: { 'if-match': `"${seen.version}"` },
    });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 412) return false;
    throw error;
  }
}

const CATEGORIES_KEPT_MS = 60_000;
let categories: { names: Promise<string[]>; until: number } | undefined;

/** The categories in use among the newest products, sorted; asked at most once a minute. Empty when not to be had. */
export function listCategories(client: ApiClient): Promise<string[]> {
  if (!categories || categories.until < Date.now()) {
    const names = listProducts(client, new URLSearchParams({ limit: '100' })).then(
      ({ items }) => [...new Set(items.flatMap(({ category }) => category ?? []))].sort(),
      () => {
        categories = undefined;
        return [];
      },
    );
    categories = { names, until: Date.now() + CATEGORIES_KEPT_MS };
  }
  return categories.names;
}
