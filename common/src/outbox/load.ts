import type { Model, QueryFilter } from 'mongoose';
import { databaseTime } from '../runtime/database';
import type { AggregateFields, OutboxEntry } from './aggregate';

/** Stored state: the aggregate's own fields and its id. */
export type Stored<State> = State & { _id: unknown };

/** Names a document by a unique field, or by several that are unique together. */
export type Where = { [field: string]: unknown };

/** An aggregate as it was read. */
export interface Loaded<State> {
  /** The state and the count of writes that guards the next one; null when there is no document. */
  current: (Stored<State> & { rev: number }) | null;
  /** Events that are not published yet. */
  outbox: OutboxEntry[];
  /** Until when one relay owns the outbox. */
  lease?: Date;
  /** The database's time of the read. */
  now: Date;
}

/** Reads an aggregate and the database's time, in one query when the document exists. */
export async function load<State extends object>(
  model: Model<State & AggregateFields>,
  where: Where,
): Promise<Loaded<State>> {
  const found = await model
    .findOne(where as QueryFilter<State & AggregateFields>, projectionOf(model))
    .lean<(Stored<State> & AggregateFields & { now: Date }) | null>();
  if (!found) return { current: null, outbox: [], now: await databaseTime(model.db) };
  const { outbox = [], lease, outboxAt: _outboxAt, now, ...fields } = found;
  const current = { ...fields, rev: found.rev ?? 0 } as Loaded<State>['current'];
  return { current, outbox, lease, now };
}

/** All fields of the schema by name: a projection that computes a field has no other way to include the rest. */
const projectionOf = (model: { schema: { paths: object } }): Record<string, 1 | '$$NOW'> => ({
  ...Object.fromEntries(Object.keys(model.schema.paths).map((path) => [path, 1 as const])),
  now: '$$NOW',
});
