import { guardedUpsert, type OrderCreated } from '@datnxecommerce/common';
import { OrderOwner } from '../models/order-owner';

/** Keeps who placed an order; it never changes, so the first word stands, until it is marked stale. */
export async function rememberOrderOwner({ id, userId }: OrderCreated): Promise<void> {
  await guardedUpsert(
    OrderOwner,
    { _id: id, $or: [{ userId: { $exists: false } }, { stale: true }] },
    { $set: { userId: userId.toLowerCase() }, $unset: { stale: 1 } },
  );
}
