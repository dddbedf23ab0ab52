import { Fulfilment, type FulfilmentStatus } from '../models/fulfilment';
import { Product, type StockMark } from '../models/product';

const BATCH = 500;
/** So many that are due does a run look at: what a process remembers of them stays small. */
const MOST_WATCHED = 20_000;
/** By far more than the 10 s after which a slow handler gives up. */
export const WATCHED_MS = 30_000;

type Run = (signal?: AbortSignal) => Promise<void>;

/**
 * Makes the job that forgets the marks of orders that have rested for long. It writes aggregates without `change`, the
 * only one to do so: it moves no state, and a batch of it is one command instead of one for each order and product;
 * `rev` tells `change` of it.
 *
 * That an order has rested for long is not taken from the wall clock alone: one service's wrote `pruneAt`, another's
 * is compared with it, and a clock that jumps would have marks forgotten while a slow handler may still take. So a
 * process forgets what it has known to be due for a while by its monotonic clock.
 */
export function marksPruner(): Run {
  // By state, and only marks of that state: a cancellation may come between the read and the pull, and the mark
  // by which it says that the pieces are back must stay.
  const runs = [pruner(['applied'], 'taken'), pruner(['rejected', 'reverted'], 'returned')];
  return async (signal) => {
    for (const run of runs) await run(signal);
  };
}

/** A fulfilment comes to rest in each of these groups of statuses once at most, so its id is enough to watch it by. */
function pruner(statuses: FulfilmentStatus[], state: StockMark['state']): Run {
  /** Those that are due, by id, with the time at which they were first found so. */
  let watched: ReadonlyMap<string, number> = new Map();
  return async (signal) => {
    const due = { status: { $in: statuses }, pruneAt: { $lt: new Date() } };
    const found = await Fulfilment.find(due, { _id: 1 }).sort({ pruneAt: 1 }).limit(MOST_WATCHED).lean();
    const now = performance.now();
    const ids = found.map(({ _id }) => String(_id));
    watched = new Map(ids.map((id) => [id, watched.get(id) ?? now]));
    const rested = ids.filter((id) => now - (watched.get(id) ?? now) >= WATCHED_MS);
    for (let start = 0; start < rested.length && !signal?.aborted; start += BATCH)
      await forget(rested.slice(start, start + BATCH), due, state);
  };
}

async function forget(ids: string[], due: object, state: StockMark['state']): Promise<void> {
  const rested = await Fulfilment.find({ ...due, _id: { $in: ids } }, { items: 1 }).lean();
  const orderIds = rested.map(({ _id }) => String(_id));
  const productIds = new Set(rested.flatMap(({ items }) => items.map(({ productId }) => productId)));
  await Product.updateMany(
    { _id: { $in: [...productIds] }, marks: { $elemMatch: { orderId: { $in: orderIds }, state } } },
    { $pull: { marks: { orderId: { $in: orderIds }, state } }, $inc: { rev: 1 } },
  );
  await Fulfilment.updateMany(
    { ...due, _id: { $in: orderIds } },
    { $unset: { pruneAt: 1 }, $inc: { rev: 1 } },
  );
}
