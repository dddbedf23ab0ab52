import { isDeepStrictEqual } from 'node:util';
import type { BoughtItem } from './contracts/fields';
import { RejectedEventError } from './listener';

/**
 * One entry for each product that was bought, sorted by product.
 * @throws RejectedEventError when quantities add up to more than a number holds exactly
 */
export function mergeItems(items: readonly BoughtItem[]): BoughtItem[] {
  const totals = new Map<string, number>();
  for (const { productId, quantity } of items) {
    const total = (totals.get(productId) ?? 0) + quantity;
    if (!Number.isSafeInteger(total)) throw new RejectedEventError(`too many of product ${productId}`);
    totals.set(productId, total);
  }
  return [...totals]
    .map(([productId, quantity]) => ({ productId, quantity }))
    .sort((a, b) => (a.productId < b.productId ? -1 : 1));
}

/**
 * Whether two lists buy the same quantities, in whatever order and however split into lines.
 * @throws RejectedEventError as `mergeItems` does
 */
export const isSamePurchase = (some: readonly BoughtItem[], others: readonly BoughtItem[]): boolean =>
  isDeepStrictEqual(mergeItems(some), mergeItems(others));
