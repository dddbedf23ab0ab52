import { awaitAnswer } from '../runtime/database';
import { leaseFor } from '../runtime/lease';
import type { AggregateModel } from './aggregate';
import type { OutboxLease } from './local-relay';

/** A crash that undoes one of these writes causes a duplicate and loses no event, so none waits for the journal. */
export const UNJOURNALED = { w: 1, journal: false } as const;

/** What the removal of published events does to the lease: keep it, release it, or hold everybody off for a while. */
export type LeaseAfter = 'keep' | 'release' | { pauseMs: number };

/** The published events of one document. */
export interface Removal {
  id: unknown;
  keys: string[];
  lease: OutboxLease;
  after: LeaseAfter;
}

/** Removes what many documents have sent, in one command. */
export async function removeBatch(model: AggregateModel, removals: readonly Removal[]): Promise<void[]> {
  const operations = removals.map(({ id, keys, lease, after }) => ({
    updateOne: { filter: { _id: id as never }, update: removalOf(keys, lease, after) },
  }));
  const call = model.collection.bulkWrite(operations, { ordered: false, writeConcern: UNJOURNALED });
  await awaitAnswer(call);
  return [];
}

/** Only the lease under which the events were published is released: a later write may have stored another one. */
function removalOf(keys: string[], { until }: OutboxLease, after: LeaseAfter): object[] {
  const isEmpty = { $eq: [{ $size: '$outbox' }, 0] };
  const isOurs = { $eq: ['$lease', until] };
  const released = typeof after === 'object' ? leaseFor(after.pauseMs) : '$$REMOVE';
  const kept = after === 'keep' ? '$lease' : { $cond: [isOurs, released, '$lease'] };
  const outbox = { $filter: { input: '$outbox', cond: { $not: { $in: ['$$this.key', keys] } } } };
  return [
    { $set: { outbox } },
    {
      $set: {
        outboxAt: { $cond: [isEmpty, '$$REMOVE', '$outboxAt'] },
        lease: { $cond: [isEmpty, '$$REMOVE', kept] },
      },
    },
  ];
}
