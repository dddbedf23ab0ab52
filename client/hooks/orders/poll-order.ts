import type { Order } from '../../api/types';

/**
 * Whether nothing more will happen to this order by itself or by its owner.
 * @param isPaying a payment is under way: of a cancelled order, it is refunded
 */
export function isSettled(order: Order, isPaying = false): boolean {
  if (order.status === 'Complete') return order.fulfilment === 'confirmed';
  return order.status === 'Cancelled' && (order.paid ? order.refunded : !isPaying);
}

/**
 * Milliseconds until the next look at an order; `quiet` counts the looks that brought no change.
 * Quick while something is under way, slow while the shop merely waits for the shopper.
 */
export function pollDelay(quiet: number, underWay: boolean): number {
  const [first, longest] = underWay ? [400, 4_000] : [5_000, 60_000];
  return Math.min(longest, first * 1.6 ** quiet);
}
