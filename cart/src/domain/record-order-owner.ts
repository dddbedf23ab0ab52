import { guardedUpsert, type OrderCreated } from '@datnxecommerce/common';
import { Purchase } from '../models/purchase';
import { removeIfComplete } from './remove-purchased-items';

/** Records who placed an order, and removes what was paid for already. The first owner stays until it is stale. */
export async function recordOrderOwner({ id, userId }: Pick<OrderCreated, 'id' | 'userId'>): Promise<void> {
  await guardedUpsert(
    Purchase,
    { _id: id, $or: [{ userId: { $exists: false } }, { stale: true }] },
    { $set: { userId }, $unset: { stale: 1 } },
  );
  await removeIfComplete(id);
}
