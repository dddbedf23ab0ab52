import { Fulfilment } from '../models/fulfilment';
import { keepFulfilment } from './fulfilment-decisions';
import { settleOrder } from './settle-order';
import { databaseStore } from './stock-store';

/** Longer than a settlement takes, so that the sweep seldom meets one under way. */
const LEFT_ALONE_MS = 5000;
const BATCH = 100;

/** By the database's clock, which may have stepped back: a change of the future counts as old. */
const IS_LEFT_ALONE = {
  $expr: {
    $or: [{ $lt: [{ $add: ['$updatedAt', LEFT_ALONE_MS] }, '$$NOW'] }, { $lt: ['$$NOW', '$updatedAt'] }],
  },
};

/**
 * Finishes what a crash has left half done; harmless to those under way.
 * @throws AggregateError with the failures, after all have been tried
 */
export async function resumeFulfilments(signal?: AbortSignal): Promise<void> {
  const left = await Fulfilment.find(
    {
      status: { $in: ['applying', 'reverting'] },
      ...IS_LEFT_ALONE,
    },
    { _id: 1 },
  )
    .sort({ updatedAt: 1 })
    .limit(BATCH)
    .lean();
  const failures: unknown[] = [];
  for (const { _id } of left) {
    if (signal?.aborted) break;
    await resume(String(_id)).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} fulfilments not finished`);
}

async function resume(orderId: string): Promise<void> {
  await settleOrder(await databaseStore.changeFulfilment(orderId, keepFulfilment), databaseStore);
}
