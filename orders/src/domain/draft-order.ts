import {
  BadRequestError,
  MAX_CHARGE_CENTS,
  MIN_CHARGE_CENTS,
  OrderStatus,
  toCents,
  type BoughtItem,
} from '@datnxecommerce/common';
import type { Order } from '../models/order';
import type { ProductReplica } from '../models/product-replica';

/**
 * A new order of these lines: titles, prices and total from the products as they are now, never from the caller.
 * @param products in the order of the lines
 * @throws BadRequestError when the total is more or less than one charge may be
 */
export function draftOrder(
  userId: string,
  lines: readonly BoughtItem[],
  products: readonly ProductReplica[],
): Omit<Order, 'createdAt' | 'updatedAt'> {
  const items = lines.map(({ productId, quantity }, index) => {
    const { title, price } = products[index] as ProductReplica;
    return { productId, titleSnapshot: title, priceSnapshot: price, quantity };
  });
  const totalCents = items.reduce((sum, item) => sum + toCents(item.priceSnapshot) * item.quantity, 0);
  if (totalCents > MAX_CHARGE_CENTS) {
    throw new BadRequestError(`Total must be at most ${MAX_CHARGE_CENTS / 100}`, {
      field: 'items',
      code: 'total_too_high',
    });
  }
  if (totalCents < MIN_CHARGE_CENTS) {
    const minimum = (MIN_CHARGE_CENTS / 100).toFixed(2);
    throw new BadRequestError(`Total must be at least $${minimum}`, {
      field: 'items',
      code: 'total_too_low',
    });
  }
  return {
    userId,
    status: OrderStatus.Created,
    items,
    total: totalCents / 100,
    version: 0,
    fulfilment: 'none',
    paid: false,
    refunded: false,
  };
}
