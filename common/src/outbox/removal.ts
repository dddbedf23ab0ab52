import { awaitAnswer } from '../database/database';
import { leaseFor } from '../database/lease';
import type { AggregateModel } from './aggregate';

/** A crash that undoes one of these writes causes a duplicate and loses no event, so none waits for the journal. */
export const UNJOURNALED = { w: 1, journal: false } as const;

/** The published events of one document, and the end of the lease under which they were published. */
export interface Removal {
  id: unknown;
  keys: string[];
  until: Date;
  /** How long relays wait before they retry the rest. */
  pauseMs?: number;
}

/** Removes what many documents have sent, by one command, or two where more waits, and releases their leases. */
export async function removeBatch(model: AggregateModel, removals: readonly Removal[]): Promise<void[]> {
  if (await emptyAll(model, removals)) return [];
  const operations = removals.map((removal) => ({
    updateOne: { filter: { _id: removal.id as never }, update: removalOf(removal) },
  }));
  await awaitAnswer(model.collection.bulkWrite(operations, { ordered: false, writeConcern: UNJOURNALED }));
  return [];
}

/**
 * Empties the outboxes in which nothing else waits, by one update without a pipeline for each document.
 * @returns false when something else waits in one of them
 */
async function emptyAll(model: AggregateModel, removals: readonly Removal[]): Promise<boolean> {
  const sent = removals.flatMap(({ keys }) => keys); // keys are unique among all documents
  const hasMore = { $elemMatch: { key: { $nin: sent } } };
  const { matchedCount } = await awaitAnswer(
    model.collection.updateMany(
      { _id: { $in: removals.map(({ id }) => id as never) }, outbox: { $not: hasMore } },
      { $set: { outbox: [] }, $unset: { outboxAt: 1, lease: 1, leaseBy: 1 } },
      { writeConcern: UNJOURNALED },
    ),
  );
  return matchedCount === removals.length;
}

function removalOf({ keys, until, pauseMs }: Removal): object[] {
  const isEmpty = { $eq: [{ $size: '$outbox' }, 0] };
  const isOurs = { $eq: ['$lease', until] }; // a later write may have stored another one
  const released = pauseMs === undefined ? '$$REMOVE' : leaseFor(pauseMs);
  const outbox = { $filter: { input: '$outbox', cond: { $not: { $in: ['$$this.key', keys] } } } };
  return [
    { $set: { outbox } },
    {
      $set: {
        outboxAt: { $cond: [isEmpty, '$$REMOVE', '$outboxAt'] },
        lease: { $cond: [isEmpty, '$$REMOVE', { $cond: [isOurs, released, '$lease'] }] },
      },
    },
  ];
}
