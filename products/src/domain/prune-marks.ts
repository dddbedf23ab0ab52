import { Fulfilment, type FulfilmentStatus } from '../models/fulfilment';
import { Product, type StockMark } from '../models/product';

const BATCH = 500;

/**
 * Forgets the marks of orders that have rested for long. The one write of aggregates besides `change`: it moves no
 * state, and a batch of it is one command instead of one for each order and product; `rev` tells `change` of it.
 */
export async function pruneMarks(signal?: AbortSignal): Promise<void> {
  // By state, and only marks of that state: a cancellation may come between the read and the pull, and the mark
  // by which it says that the pieces are back must stay.
  await prune(['applied'], 'taken', signal);
  await prune(['rejected', 'reverted'], 'returned', signal);
}

async function prune(
  statuses: FulfilmentStatus[],
  state: StockMark['state'],
  signal?: AbortSignal,
): Promise<void> {
  const due = { status: { $in: statuses }, pruneAt: { $lt: new Date() } };
  while (!signal?.aborted) {
    const rested = await Fulfilment.find(due, { items: 1 }).limit(BATCH).lean();
    if (rested.length === 0) return;
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
    if (rested.length < BATCH) return;
  }
}
