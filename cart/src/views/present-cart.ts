import type { CartLine } from '../models/cart';

/** A cart as its owner sees it; a shopper without a cart has an empty one. */
export const presentCart = (userId: string, items: readonly CartLine[]) => ({
  userId,
  items: items.map(({ productId, quantity }) => ({ productId, quantity })),
});
