import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Model, Types } from 'mongoose';
import { ConflictError } from '../errors/conflict-error';
import { ServiceUnavailableError } from '../errors/service-unavailable-error';
import { RejectedEventError } from '../events/listener';
import { checkSendable } from '../messaging/sendable';
import { recentDatabaseTime, type DatabaseTime } from '../database/database';
import { castFields, newDocument } from '../database/stored-fields';
import type { AggregateFields, AggregateModel, OutboxEntry } from './aggregate';
import { insert } from './insert';
import { inState, load, type Loaded, type Stored, type Where } from './load';
import { relays } from './relay';
import { untilDurable } from './until-durable';
import { update } from './update';

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
 * @param decide a function, pure but for the trace ids of its events, of the loaded state (null: there is none; `next`
 *   then inserts it), of the database's time, and of what `readBeside` read; may run several times
 * @param readBeside reads what else the decision depends on, at each attempt. It starts after the document was
 *   loaded, so a write succeeds only if the document has not changed since before that read.
 * @returns the decision's result, once it is durable
 * @throws ConflictError after 50 lost attempts
 * @throws ServiceUnavailableError when 1,000 events of this document wait for the broker
 * @throws RangeError or TypeError for an event that no broker would accept: stored, it would block those behind it
 * @throws Error for events of a model that is missing in `createService({ aggregates })`: nobody would publish them
 * @throws what `decide` throws; a RejectedEventError once what was read is durable
 */
export async function change<State extends object, Result, Beside = undefined>(
  model: Model<State & AggregateFields>,
  where: Where,
  decide: (current: Stored<State> | null, now: Date, beside: Beside) => Decision<State, Result>,
  readBeside?: () => Promise<Beside>,
): Promise<Result> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const loaded = await load(model, where);
    const beside = (await readBeside?.()) as Beside;
    try {
      const { next, events = [], result } = decide(loaded.current, loaded.now, beside);
      const isDone = next
        ? await write(model, where, loaded, { next, events })
        : !loaded.current || (await isCurrent(model, where, loaded));
      if (isDone) return result;
    } catch (error) {
      // A stale read must not make a dead letter of an event.
      if (!(error instanceof RejectedEventError) || (await isCurrent(model, where, loaded))) throw error;
    }
    await sleep(Math.random() * Math.min(attempt * 5, 100));
  }
  throw new ConflictError(undefined, 1);
}

/** Waits until what was read is durable. @returns false when the document is in another state by now */
const isCurrent = async (model: AggregateModel, where: Where, loaded: Loaded<object>): Promise<boolean> =>
  loaded.current
    ? untilDurable(model, inState(loaded))
    : !(await untilDurable(model, castFields(model, where)));

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
  const loaded = { current: null, outbox: [], ...(time ?? (await recentDatabaseTime(model.db))) };
  const { next, events = [], result } = decide(loaded.now);
  if (!(await write(model, { _id }, loaded, { next, events }))) throw new ConflictError(undefined, 1);
  return result;
}

/**
 * Writes the next state and its events, with a lease on them where this process may publish them.
 * @returns false when another writer got there first
 */
async function write<State extends object>(
  model: AggregateModel,
  where: Where,
  loaded: Loaded<State>,
  { next, events }: { next: State; events: OutboxEntry[] },
): Promise<boolean> {
  const { current, now } = loaded;
  const outbox = [...loaded.outbox, ...events];
  if (events.length > 0 && outbox.length > MAX_PENDING) throw new ServiceUnavailableError();
  for (const { subject, data } of events) checkSendable(subject, data);
  const document = current ?? newDocument(model, { ...where, ...next, outbox });
  const relay = events.length > 0 ? relays.get(model.db) : undefined;
  if (relay && !relay.serves(model))
    throw new Error(`${model.modelName} has events: add it to createService({ aggregates })`);
  const lease = relay?.grantLease({ model, id: document._id }, loaded);
  const hasTimestamps = Boolean(model.schema.get('timestamps'));
  const set = {
    writeId: randomUUID(),
    ...(lease && { lease: lease.until, leaseBy: { queue: lease.queue, until: lease.until } }),
    ...(hasTimestamps && { updatedAt: now }),
  };
  const isWritten = current
    ? await replace(model, loaded, next, { set, events })
    : await insert(model, {
        ...document,
        ...set,
        ...(events.length > 0 && { outboxAt: now }),
        ...(hasTimestamps && { createdAt: now }),
      });
  if (isWritten && lease)
    void relay?.enqueue({ model, id: document._id }, { rev: current ? current.rev + 1 : 0, outbox, lease });
  return isWritten;
}

/** Writes the top-level fields in which the states differ; fields kept by reference count as equal. */
async function replace(
  model: AggregateModel,
  loaded: Loaded<object>,
  next: object,
  { set, events }: { set: { lease?: Date }; events: OutboxEntry[] },
): Promise<boolean> {
  const { lease, now } = loaded;
  const old = loaded.current as unknown as Record<string, unknown>;
  const changed = Object.entries(next).filter(
    ([field, value]) => field !== 'rev' && !Object.is(value, old[field]),
  );
  const removed = changed.filter(([, value]) => value === undefined).map(([field]) => [field, 1]);
  const operators = {
    $set: { ...castFields(model, Object.fromEntries(changed)), ...set },
    $unset: Object.fromEntries(removed) as object,
    $inc: { rev: 1 },
    ...(events.length > 0 && { $push: { outbox: { $each: events } }, $min: { outboxAt: now } }),
  };
  const guard = {
    ...inState(loaded),
    // A relay that acquired or released the outbox since the read does not count in `rev`.
    ...(set.lease && { lease: lease ?? null }),
  };
  return update(model, { guard, operators });
}
