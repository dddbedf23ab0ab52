import type { Stored } from '@datnxecommerce/common';
import type { Order } from '../models/order';

/** An order as its owner sees it; dates of what has not happened are absent. */
export function presentOrder(order: Stored<Order>) {
  const { _id, userId, status, items, total, version, fulfilment, paid, refunded, cancelReason } = order;
  const { createdAt, updatedAt, paidAt, confirmedAt, cancelledAt, refundedAt } = order;
  return {
    id: String(_id),
    userId,
    status,
    items,
    total,
    version,
    fulfilment,
    paid,
    refunded,
    cancelReason,
    createdAt,
    updatedAt,
    paidAt,
    confirmedAt,
    cancelledAt,
    refundedAt,
  };
}
