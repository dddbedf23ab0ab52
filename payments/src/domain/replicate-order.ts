import { isDuplicateKey, type OrderCreated } from '@datnxecommerce/common';
import type { QueryFilter, UpdateQuery } from 'mongoose';
import { OrderReplica } from '../models/order-replica';

/** Keeps what payments must know of a new order. An order never changes but for its end, so the first news wins. */
export async function replicateOrder({ id, userId, items, total }: OrderCreated): Promise<void> {
  await upsert(
    { _id: id, userId: { $exists: false } },
    { $set: { userId: userId.toLowerCase(), items, total }, $setOnInsert: { cancelled: false } },
  );
}

/** Remembers that an order is cancelled, also one of which nothing is known yet. */
export async function replicateCancellation(orderId: string): Promise<void> {
  await upsert({ _id: orderId }, { $set: { cancelled: true } });
}

/** Whether the order is known to be cancelled, as of now. */
export async function isCancelled(orderId: string): Promise<boolean> {
  return (await OrderReplica.exists({ _id: orderId, cancelled: true })) !== null;
}

async function upsert(filter: QueryFilter<OrderReplica>, update: UpdateQuery<OrderReplica>): Promise<void> {
  try {
    await OrderReplica.updateOne(filter, update, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await OrderReplica.updateOne(filter, update); // it exists by now; where the filter excludes it, all is known
  }
}
