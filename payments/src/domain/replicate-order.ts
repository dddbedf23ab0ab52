import { guardedUpsert, readOne, type OrderCreated } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { OrderReplica } from '../models/order-replica';

/**
 * Stores what payments needs of a new order. What it needs never changes, so the first event wins, or the next one
 * when the replica is stale. A cancellation stays in any case: forgetting one could cost money.
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

/** Stores that an order is cancelled, also before its order:created has arrived. */
export async function replicateCancellation(orderId: string): Promise<void> {
  await guardedUpsert(OrderReplica, { _id: orderId }, { $set: { cancelled: true } });
}

/** Whether the order is known to be cancelled, as of now. */
export async function isCancelled(orderId: string): Promise<boolean> {
  const _id = new Types.ObjectId(orderId);
  const order = await readOne<Pick<OrderReplica, 'cancelled'>>(OrderReplica, { _id }, { cancelled: 1 });
  return order?.cancelled === true;
}
