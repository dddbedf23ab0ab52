import { RejectedEventError } from '@datnxecommerce/common';
import type { FulfilmentItem } from '../models/fulfilment';

/**
 * An order's items with one entry for each product, sorted by product.
 * @throws RejectedEventError when quantities add up to more than a number holds exactly
 */
export function mergeItems(items: readonly FulfilmentItem[]): FulfilmentItem[] {
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
