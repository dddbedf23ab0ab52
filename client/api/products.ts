import { ApiError, type FieldError } from './api-error';
import type { ApiClient } from './build-client';
import type { BodyOf, WireCategories } from './contracts';
import { nextCursorOf } from './link-header';
import type { ShopRequest } from './shop-request';
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

/** A page of the catalogue as its cards show it: without descriptions, which are longer than all the rest. */
export async function listCards(client: ApiClient, query: URLSearchParams): Promise<Page<Product>> {
  const { items, nextCursor } = await listProducts(client, query);
  return { items: items.map((product) => ({ ...product, description: null })), nextCursor };
}

/**
 * Offers a new product for sale, as the signed-in seller. The same `key` again returns the product that it made the
 * first time; with other fields it is refused (`isKeyReused`).
 */
export async function createProduct(client: ApiClient, input: ProductInput, key: string): Promise<Product> {
  const request = client('products', '', {
    method: 'POST',
    json: input satisfies BodyOf<'createProduct'>,
    headers: { 'idempotency-key': key },
  });
  const { body } = await request.catch((error: unknown) => {
    throw isKeyReused(error) ? new ApiError(error.status, [ALREADY_ON_SALE]) : error;
  });
  return toProduct(body);
}

const KEY_REUSED = 'idempotency_key_reused';
const ALREADY_ON_SALE: FieldError = {
  message:
    'This is on sale already, as you first sent it. Change it under My products, or press the button again to offer another product.',
  code: KEY_REUSED,
};

/** Whether the key of a new product has made one with other fields. */
export function isKeyReused(error: unknown): error is ApiError {
  return error instanceof ApiError && error.errors[0]?.code === KEY_REUSED;
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

/** Puts the seller's own product on sale, or takes it off; whatever else has changed meanwhile stays. */
export async function setListed(client: ApiClient, id: string, listed: boolean): Promise<void> {
  await client('products', `/${encodeURIComponent(id)}`, {
    method: 'PUT',
    json: { listed } satisfies BodyOf<'updateProduct'>,
  });
}

/** A category and how many products for sale are in it. */
export type Category = WireCategories[number];

/** Sellers name categories as they like: more than these would bury the catalogue. */
const MOST_CATEGORIES = 24;

/**
 * The largest categories of the products that match, by name; `within` holds the other filters of the list.
 * Empty when not to be had: the catalogue is shown without its filter.
 */
export async function listCategories(client: ApiClient, within: URLSearchParams): Promise<Category[]> {
  const query = new URLSearchParams([...within, ['limit', String(MOST_CATEGORIES)]]);
  try {
    const { body } = await client('products', `/categories?${query}`);
    return (body as WireCategories).map(({ name, count }) => ({ name, count }));
  } catch {
    return [];
  }
}

/** Other products of the same category, newest first. Empty when not to be had: the page is shown without them. */
export async function listRelated(client: ApiClient, product: Product, limit: number): Promise<Product[]> {
  if (!product.category) return [];
  const params = new URLSearchParams({ category: product.category, limit: String(limit + 1) });
  const { items } = await listCards(client, params).catch(() => ({ items: [] }));
  return items.filter(({ id }) => id !== product.id).slice(0, limit);
}

/** The product with its drawn picture in it, so that the largest thing on the page comes with the page. */
export function withPicture(product: Product, { pictureUri }: ShopRequest): Product {
  if (product.imageUrl) return product;
  return { ...product, picture: pictureUri(product.id, product.title, product.category ?? '') };
}
