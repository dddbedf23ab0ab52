import type { Model, QueryFilter } from 'mongoose';
import type { AggregateFields } from './aggregate';
import { batcherOf, type Batch } from './batcher';

/** Stored state: the aggregate's own fields and its id. */
export type Stored<State> = State & { _id: unknown };

/** Stored state, and the count of writes that guards the next one. */
export type Loaded<State> = Stored<State> & { rev: number };

/** Names a document by a unique field, or by several that are unique together. */
export type Where = { [field: string]: unknown };

/**
 * Reads an aggregate by a unique field, or by several that are unique together. Those that are asked for by the same
 * field while a read is under way are read together: a query costs a process far more than a document in it.
 * @returns null when there is none
 */
export async function load<State extends object>(
  model: Model<State & AggregateFields>,
  where: Where,
): Promise<Loaded<State> | null> {
  const [field = '_id', ...more] = Object.keys(where);
  if (more.length > 0) return loadAlone(model, where);
  return batcherOf(model.db, `${model.modelName} by ${field}`, (values) =>
    loadTogether<State>(model, field, values),
  ).add(where[field]);
}

const loadAlone = <State extends object>(
  model: Model<State & AggregateFields>,
  where: Where,
): Promise<Loaded<State> | null> =>
  model
    .findOne(where as QueryFilter<State & AggregateFields>)
    .select('+rev')
    .lean<Loaded<State> | null>();

async function loadTogether<State extends object>(
  model: Model<State & AggregateFields>,
  field: string,
  values: Batch<unknown>,
): Promise<(Loaded<State> | null)[]> {
  if (values.length === 1) return [await loadAlone(model, { [field]: values[0] })];
  const query = model.find();
  const cast = (value: unknown): unknown => (query.cast(model, { [field]: value }) as Where)[field];
  const keys = values.map(cast);
  const found = await query
    .where({ [field]: { $in: keys } })
    .select('+rev')
    .lean<Loaded<State>[]>();
  const byKey = new Map(found.map((document) => [String((document as Where)[field]), document]));
  return keys.map((key) => byKey.get(String(key)) ?? null);
}
