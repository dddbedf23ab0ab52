import { setTimeout as sleep } from 'node:timers/promises';
import { Types, type Model } from 'mongoose';
import { ConflictError } from '../errors/conflict-error';
import { ServiceUnavailableError } from '../errors/service-unavailable-error';
import { checkSendable } from '../messaging/sendable';
import { awaitAnswer, isDuplicateKey, recentDatabaseTime, type DatabaseTime } from '../runtime/database';
import type { AggregateFields, AggregateModel, OutboxEntry } from './aggregate';
import { load, type Loaded, type Stored, type Where } from './load';
import { localRelays, type OutboxLease } from './local-relay';
import { newDocument, castFields } from './stored-fields';
import { untilDurable } from './until-durable';

const MAX_ATTEMPTS = 50;
/** Unpublished events of one document: without a limit, an outage of the broker grows it to MongoDB's 16 MiB. */
const MAX_PENDING = 1000;

/** What a use case decided: the next state (none: nothing changes), the events to publish, and the result. */
export interface Decision<State, Result = void> {
  next?: State;
  events?: OutboxEntry[];
  result: Result;
}

/**
 * Loads an aggregate, applies `decide`, and writes the new state and its events in one guarded update. Retries when
 * another writer got there first.
 * @param where names the document by a unique field: `{_id}` or another with a unique index
 * @param decide a pure function of the loaded state (null: there is none; `next` then inserts it), of the database's
 *   time, and of what `readBeside` read; may run several times
 * @param readBeside reads what else the decision depends on, at each attempt. It starts after the document was
 *   loaded, so a write succeeds only if the document has not changed since before that read.
 * @returns the decision's result, once it is durable
 * @throws ConflictError after 50 attempts that other writers got ahead of
 * @throws ServiceUnavailableError when 1,000 events of this document wait for the broker
 * @throws RangeError or TypeError for an event that no broker would accept: stored, it would block those behind it
 */
export async function change<State extends object, Result, Beside = undefined>(
  model: Model<State & AggregateFields>,
  where: Where,
  decide: (current: Stored<State> | null, now: Date, beside: Beside) => Decision<State, Result>,
  readBeside?: () => Promise<Beside>,
): Promise<Result> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const loadedAt = performance.now();
    const loaded = await load(model, where);
    const beside = (await readBeside?.()) as Beside;
    const { next, events = [], result } = decide(loaded.current, loaded.now, beside);
    if (!next) {
      if (loaded.current) await untilDurable(model, loaded.current);
      return result;
    }
    for (const { subject, data } of events) checkSendable(subject, data);
    if (await write({ model, where, loaded, loadedAt }, next, events)) return result;
    await sleep(Math.random() * Math.min(attempt * 5, 100));
  }
  throw new ConflictError(undefined, 1);
}

/**
 * Stores a new aggregate and its events. Nothing is read first: call it with an id that was made for this document.
 * @param decide as in `change`, without a current state; it must give `next`
 * @param time of the database, when a read has just brought it
 * @returns the decision's result, once it is durable
 * @throws RangeError or TypeError for an event that no broker would accept
 */
export async function create<State extends object, Result>(
  model: Model<State & AggregateFields>,
  _id: Types.ObjectId,
  decide: (now: Date) => Decision<State, Result> & { next: State },
  time?: DatabaseTime,
): Promise<Result> {
  const { now, askedAt: loadedAt } = time ?? (await recentDatabaseTime(model.db));
  const { next, events = [], result } = decide(now);
  for (const { subject, data } of events) checkSendable(subject, data);
  const loaded: Loaded<State> = { current: null, outbox: [], now };
  if (!(await write({ model, where: { _id }, loaded, loadedAt }, next, events)))
    throw new ConflictError(undefined, 1);
  return result;
}

interface Read<State> {
  model: Model<State & AggregateFields>;
  where: Where;
  loaded: Loaded<State>;
  loadedAt: number;
}

/** @returns false when another writer got there first */
async function write<State extends object>(
  read: Read<State>,
  next: State,
  events: OutboxEntry[],
): Promise<boolean> {
  const { model, where, loaded, loadedAt } = read;
  const { current, outbox } = loaded;
  if (events.length > 0 && outbox.length + events.length > MAX_PENDING) throw new ServiceUnavailableError();
  const inserted = current ? undefined : newDocument(model, withId({ ...where, ...next }));
  const id = current ? current._id : inserted?._id;
  const relay = events.length > 0 ? localRelays.get(model.db) : undefined;
  const lease = relay?.leaseFor({ model, id }, loaded, loadedAt);
  const isWritten = inserted
    ? await insert(model, { ...inserted, ...plumbing(model, events, loaded.now, lease) })
    : await replace(read, next, events, lease);
  if (isWritten && lease) {
    const rev = current ? current.rev + 1 : 0;
    relay?.enqueue({ model, id, rev, outbox: [...outbox, ...events], lease });
  }
  return isWritten;
}

const withId = (fields: Where): Where =>
  fields._id === undefined ? { ...fields, _id: new Types.ObjectId() } : fields;

const hasTimestamps = ({ schema }: AggregateModel): boolean => Boolean(schema.get('timestamps'));

const plumbing = (model: AggregateModel, outbox: OutboxEntry[], now: Date, lease?: OutboxLease) => ({
  rev: 0,
  outbox,
  ...(outbox.length > 0 && { outboxAt: now }),
  ...(lease && { lease: lease.until }),
  ...(hasTimestamps(model) && { createdAt: now, updatedAt: now }),
});

async function insert(model: AggregateModel, document: object): Promise<boolean> {
  try {
    const call = model.collection.insertOne(document, { ignoreUndefined: true });
    await awaitAnswer(call);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

async function replace<State extends object>(
  { model, loaded }: Read<State>,
  next: State,
  events: OutboxEntry[],
  lease?: OutboxLease,
): Promise<boolean> {
  const current = loaded.current as NonNullable<Loaded<State>['current']>;
  const { set, unset } = difference(current, next);
  const update = {
    $set: {
      ...castFields(model, set),
      ...(hasTimestamps(model) && { updatedAt: loaded.now }),
      ...(lease && { lease: lease.until }),
    },
    $unset: unset,
    $inc: { rev: 1 },
    ...(events.length > 0 && { $push: { outbox: { $each: events } }, $min: { outboxAt: loaded.now } }),
  };
  // A document from before its model was an aggregate has no `rev`.
  const rev = current.rev || { $in: [0, null] };
  // A relay that acquired or released the outbox since the read does not count in `rev`.
  const guard = { _id: current._id, rev, ...(lease && { lease: loaded.lease ?? null }) };
  const call = (model as AggregateModel).collection.updateOne(guard as object, update as object, {
    ignoreUndefined: true,
  });
  const { matchedCount } = await awaitAnswer(call);
  return matchedCount === 1;
}

/** The top-level fields in which two states differ; fields kept by reference count as equal. */
function difference(before: object, after: object): { set: Record<string, unknown>; unset: object } {
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
