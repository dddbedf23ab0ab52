import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { ConflictError } from '../errors/conflict-error';
import { ServiceUnavailableError } from '../errors/service-unavailable-error';
import { isDatabaseUnavailable, isDuplicateKey } from '../runtime/database';
import type { AggregateFields, AggregateModel, OutboxEntry } from './aggregate';
import { batcherOf, type Batch } from './batcher';
import { decideInTurn, type Decide, type Decision, type Outcome } from './decide-in-turn';
import { load, type Loaded, type Stored, type Where } from './load';

const MAX_ATTEMPTS = 50;
/** Events that one document may hold unsent: a broker that stays away must not let it grow to the 16 MiB that end it. */
const MAX_PENDING = 1000;
/** Decisions on one document that share a write. */
const MAX_TOGETHER = 100;

/** Tells the relay of this process which document has something to send, and that all is durable up to this `rev`. */
export const outboxFilled = new EventEmitter<{ filled: [modelName: string, id: unknown, rev: number] }>();

/** Reads what else a decision goes by, and hands the decision out. */
type Prepare<State> = () => Promise<Decide<State>>;

/**
 * Changes an aggregate, the only way to do so: loads it, applies `decide`, and writes the new state and its events in
 * one guarded single-document update. Starts again when another writer was faster. Calls for the same document that
 * come while one is under way are decided one after the other and written together.
 * @param where names the document by a unique field: `{_id}` or another with a unique index
 * @param decide a pure function of the loaded state (null: there is none; `next` then inserts it) and of what
 *   `readBeside` has read; may run several times
 * @param readBeside reads what else the decision goes by, at each attempt anew. It begins after the document was
 *   loaded, so a write succeeds only if the document has not changed since before that read.
 * @returns the decision's result, once it is written
 * @throws ConflictError when other writers were faster 50 times in a row
 * @throws ServiceUnavailableError when 1,000 events of this document wait for the broker: this one alone must wait
 * @throws RangeError or TypeError for an event that no broker would take: stored, it would block those behind it
 */
export async function change<State extends object, Result, Beside = undefined>(
  model: Model<State & AggregateFields>,
  where: Where,
  decide: (current: Stored<State> | null, beside: Beside) => Decision<State, Result>,
  readBeside?: () => Promise<Beside>,
): Promise<Result> {
  const name = `change of ${model.modelName} ${JSON.stringify(where)}`;
  const batcher = batcherOf(model.db, name, (batch: Batch<Prepare<State>>) => changeBy(model, where, batch));
  const outcome = await batcher.add(async () => {
    const beside = (await readBeside?.()) as Beside;
    return (current) => decide(current, beside);
  });
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value as Result;
}

/** Never fails as a whole: what is written already must not be decided again. */
async function changeBy<State extends object>(
  model: Model<State & AggregateFields>,
  where: Where,
  prepares: readonly Prepare<State>[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let together = MAX_TOGETHER;
  while (outcomes.length < prepares.length) {
    const these = prepares.slice(outcomes.length, outcomes.length + together);
    try {
      outcomes.push(...(await changeTogether(model, where, these)));
    } catch (reason) {
      const failed: Outcome = { status: 'rejected', reason };
      // One that can not be written must not stop the others; a database that is away stops them all.
      if (mayBeWritten(reason)) outcomes.push(...prepares.slice(outcomes.length).map(() => failed));
      else if (these.length > 1) together = 1;
      else outcomes.push(failed);
    }
  }
  return outcomes;
}

/** Whether a write that failed with it may have been carried out all the same. */
const mayBeWritten = (error: unknown): boolean =>
  isDatabaseUnavailable(error) || (error as Error).name === 'MongoWriteConcernError';

/** @returns an outcome for each decision, or for the first of them only */
async function changeTogether<State extends object>(
  model: Model<State & AggregateFields>,
  where: Where,
  prepares: readonly Prepare<State>[],
): Promise<Outcome[]> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const current = await load(model, where);
    const decides = await Promise.all(prepares.map(prepared));
    const { next, events, outcomes } = decideInTurn(current, decides);
    if (!next) {
      if (current && outcomes.some(({ status }) => status === 'fulfilled'))
        await untilDurable(model, current);
      return outcomes;
    }
    const id = current
      ? await replace(model, current, next, events)
      : await insert(model, where, next, events);
    if (id !== undefined) {
      const rev = current ? current.rev + 1 : 0;
      if (events.length > 0) outboxFilled.emit('filled', model.modelName, id, rev);
      return outcomes;
    }
    await sleep(Math.random() * Math.min(attempt * 5, 100));
  }
  throw new ConflictError(undefined, 1);
}

/** A decision whose reads failed fails alone. */
const prepared = <State>(prepare: Prepare<State>): Promise<Decide<State>> =>
  prepare().catch((reason: unknown) => () => {
    throw reason;
  });

interface Read {
  model: AggregateModel;
  document: { _id: unknown; rev: number };
}

/**
 * What was read may be a write of another process that no journal holds yet. Whoever tells others by it, and writes
 * nothing of their own, has to wait for the journal: by a write that changes nothing and waits for all before it.
 * One write serves all who came before it began, as one sync of the journal serves all writes before it.
 */
export function untilDurable(model: AggregateModel, document: Read['document']): Promise<void> {
  return batcherOf(model.db, 'journal', writeNothing).add({ model, document });
}

async function writeNothing([{ model, document }]: Batch<Read>): Promise<void[]> {
  const { _id, rev } = document;
  await model.updateOne({ _id, rev }, { $set: { rev } }, { timestamps: false });
  return [];
}

/** @returns the document's id, or undefined when another writer came between */
async function replace<State extends object>(
  model: Model<State & AggregateFields>,
  current: Loaded<State>,
  next: State,
  events: OutboxEntry[],
): Promise<unknown> {
  const { set, unset } = difference(current, next);
  const update = {
    $set: set,
    $unset: unset,
    $inc: { rev: 1 },
    ...(events.length > 0 && { $push: { outbox: { $each: events } }, $min: { outboxAt: new Date() } }),
  } as UpdateQuery<State & AggregateFields>;
  const isFull = { [`outbox.${Math.max(0, MAX_PENDING - events.length)}`]: { $exists: true } };
  const filter = { _id: current._id, rev: current.rev, ...(events.length > 0 && { $nor: [isFull] }) };
  const { matchedCount } = await model.updateOne(filter as QueryFilter<State & AggregateFields>, update);
  if (matchedCount === 1) return current._id;
  if (events.length > 0 && (await model.exists({ _id: current._id, ...isFull }))) {
    throw new ServiceUnavailableError();
  }
  return undefined;
}

async function insert<State extends object>(
  model: Model<State & AggregateFields>,
  where: Where,
  next: State,
  events: OutboxEntry[],
): Promise<unknown> {
  try {
    const plumbing = { rev: 0, outbox: events, ...(events.length > 0 && { outboxAt: new Date() }) };
    const document = new model({ ...where, ...next, ...plumbing });
    await document.save();
    return document._id;
  } catch (error) {
    if (isDuplicateKey(error)) return undefined;
    throw error;
  }
}

/** The top-level fields in which two states differ; fields kept by reference count as equal. */
function difference(before: object, after: object): { set: object; unset: object } {
  const old = before as Record<string, unknown>;
  const changed = Object.entries(after).filter(
    ([field, value]) => field !== 'rev' && !Object.is(value, old[field]),
  );
  return {
    set: Object.fromEntries(changed.filter(([, value]) => value !== undefined)),
    unset: Object.fromEntries(
      changed.filter(([, value]) => value === undefined).map(([field]) => [field, 1]),
    ),
  };
}
