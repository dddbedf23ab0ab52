import { ApiError } from './api-error';
import type { ApiClient } from './build-client';
import { showProduct } from './products';
import type { Session } from './server-props';
import type { CartItem, Product } from './types';

/** Products by id as they are now; null for one that is gone. */
export type ProductsById = Record<string, Product | null>;

/** The products of these cart lines, fetched side by side. Throws when the products service is unavailable. */
export async function loadProductsOf(client: ApiClient, items: CartItem[]): Promise<ProductsById> {
  const entries = items.map(async ({ productId }): Promise<[string, Product | null]> => {
    const product = await showProduct(client, productId).catch((error: unknown) => {
      if (error instanceof ApiError && (error.status === 404 || error.status === 400)) return null;
      throw error;
    });
    return [productId, product];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The products of all that the server knows this visitor to have chosen. */
export function loadCartProducts(client: ApiClient, { cart, asked }: Session): Promise<ProductsById> {
  return loadProductsOf(client, [...(cart ?? []), ...asked]);
}
