import { guardedUpsert, type OrderCreated } from '@datnxecommerce/common';
import { OrderOwner } from '../models/order-owner';
import { removeOwnerlessPurchases } from './remove-purchased-items';

/**
 * Keeps who placed an order; it never changes, so the first word stands, until it is marked stale. Payments that have
 * waited for it go on.
 */
export async function rememberOrderOwner({ id, userId }: OrderCreated): Promise<void> {
  await guardedUpsert(
    OrderOwner,
    { _id: id, $or: [{ userId: { $exists: false } }, { stale: true }] },
    { $set: { userId }, $unset: { stale: 1 } },
  );
  await removeOwnerlessPurchases(id);
}
