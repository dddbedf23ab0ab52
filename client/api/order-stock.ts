import type { ApiClient } from './build-client';
import { loadProductsOf } from './cart-lines';
import type { Order } from './types';

/** A line of an order that today's stock does not cover. */
export interface ShortLine {
  productId: string;
  title: string;
  ordered: number;
  left: number;
}

/**
 * The lines that could not be delivered if the order was paid now. A product that is no longer shown says nothing
 * about its stock and is left out. Throws ApiError.
 */
export async function listShortLines(client: ApiClient, { items }: Order): Promise<ShortLine[]> {
  const products = await loadProductsOf(client, items);
  return items.flatMap(({ productId, title, quantity }) => {
    const left = products[productId]?.quantity;
    return left === undefined || left >= quantity ? [] : [{ productId, title, ordered: quantity, left }];
  });
}
