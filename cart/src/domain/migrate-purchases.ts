import type { Model } from 'mongoose';
import { OrderOwner, OwnerlessPurchase } from '../models/earlier-purchases';
import { recordOrderOwner } from './record-order-owner';
import { recordPayment } from './remove-purchased-items';

const BATCH = 200;
/** A run ends after so many documents of a collection, so that a shutdown does not wait for all of them. */
const MAX_PER_RUN = 5000;

/**
 * Compatibility: moves what an earlier version stored into `purchases`, also while replicas of that version run. Each
 * document is handled like the event that it came from, and then removed: after a crash between the two it is handled
 * again.
 */
export async function migratePurchases(signal?: AbortSignal): Promise<void> {
  await moveAll(OrderOwner, ({ _id, userId }) => recordOrderOwner({ id: String(_id), userId }), signal);
  await moveAll(
    OwnerlessPurchase,
    ({ _id, orderId, items }) => recordPayment({ orderId: String(orderId), key: _id, items }),
    signal,
  );
}

async function moveAll<T extends { _id: unknown }>(
  model: Model<T>,
  handle: (document: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  for (let done = 0; done < MAX_PER_RUN && !signal?.aborted; done += BATCH) {
    const documents = await model.find().limit(BATCH).lean<T[]>();
    if (documents.length === 0) return;
    await Promise.all(documents.map(handle));
    const ids = documents.map(({ _id }) => _id);
    await model.deleteMany({ _id: { $in: ids } } as object);
  }
}
