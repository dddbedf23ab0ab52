import { guardedUpsert, type OrderCreated } from '@datnxecommerce/common';
import { OrderReplica } from '../models/order-replica';

/**
 * Keeps what payments must know of a new order. An order never changes but for its end, so the first news wins, or
 * the next when the replica is stale. A cancellation stays in any case: to forget one could cost somebody money.
 */
export async function replicateOrder({ id, userId, items, total }: OrderCreated): Promise<void> {
  await guardedUpsert(
    OrderReplica,
    { _id: id, $or: [{ userId: { $exists: false } }, { stale: true }] },
    {
      $set: { userId, items, total },
      $unset: { stale: 1 },
      $setOnInsert: { cancelled: false },
    },
  );
}

/** Remembers that an order is cancelled, also one of which nothing is known yet. */
export async function replicateCancellation(orderId: string): Promise<void> {
  await guardedUpsert(OrderReplica, { _id: orderId }, { $set: { cancelled: true } });
}

/** Whether the order is known to be cancelled, as of now. */
export async function isCancelled(orderId: string): Promise<boolean> {
  return (await OrderReplica.exists({ _id: orderId, cancelled: true })) !== null;
}
