import type { Model } from 'mongoose';
import { databaseTime, type DatabaseTime } from '../database/database';
import { readOne } from '../database/documents';
import { castFields } from '../database/stored-fields';
import type { AggregateFields, AggregateModel, OutboxEntry } from './aggregate';

/** Stored state: the aggregate's own fields and its id. */
export type Stored<State> = State & { _id: unknown };

/** Names a document by a unique field, or by several that are unique together. */
export type Where = { [field: string]: unknown };

/** An aggregate as it was read, at the database's time `now`. */
export interface Loaded<State> extends DatabaseTime {
  /** The state and the count of its writes; null when there is no document. */
  current: (Stored<State> & { rev: number }) | null;
  /** The write that left this state. Compatibility: absent when an earlier version wrote it. */
  writeId?: string;
  /** Events that are not published yet. */
  outbox: OutboxEntry[];
  /** Until when one relay may publish the outbox, and which one. */
  lease?: Date;
  leaseBy?: AggregateFields['leaseBy'];
}

/** Reads an aggregate and the database's time, in one query when the document exists. */
export async function load<State extends object>(
  model: Model<State & AggregateFields>,
  where: Where,
): Promise<Loaded<State>> {
  const askedAt = performance.now();
  const found = await readOne<Stored<State> & AggregateFields & { now: Date }>(
    model as AggregateModel,
    castFields(model as AggregateModel, where),
    projectionOf(model),
  );
  if (!found) return { current: null, outbox: [], askedAt, now: await databaseTime(model.db) };
  const { outbox = [], lease, leaseBy, outboxAt: _outboxAt, writeId, now, ...fields } = found;
  const current = { ...fields, rev: found.rev ?? 0 } as unknown as Loaded<State>['current'];
  return { current, writeId, outbox, lease, leaseBy, askedAt, now };
}

/** A filter for a document in exactly the state that was read. */
export const inState = ({ current, writeId }: Loaded<object>): object => ({
  _id: current?._id,
  // Compatibility: an earlier version, whose model was no aggregate, wrote none.
  rev: current?.rev || { $in: [0, null] },
  writeId: writeId ?? null,
});

/** A projection that computes a field includes the others by name only. */
function projectionOf({ schema }: { schema: { paths: object } }): Record<string, unknown> {
  const projection: Record<string, unknown> = { now: '$$NOW' };
  for (const path of Object.keys(schema.paths)) projection[path] = 1;
  return projection;
}
