import { Fulfilment, type FulfilmentStatus } from '../models/fulfilment';
import { Product, type StockMark } from '../models/product';

const BATCH = 500;

/**
 * Removes the marks of orders whose fulfilment has ended. It writes aggregates without `change`, the only job to do so:
 * it changes no state that others see, and a batch is one command instead of one for each order and product.
 * Counting `rev` makes `change` start again when it has read a mark that is then pruned.
 *
 * A cancellation may come between the read and the pull. So only marks of the state that belongs to the status are
 * pulled: the mark that says that the pieces are back stays.
 */
export async function pruneMarks(signal?: AbortSignal): Promise<void> {
  await pruneWhere(['applied'], 'taken', signal);
  await pruneWhere(['rejected', 'reverted'], 'returned', signal);
}

async function pruneWhere(
  statuses: FulfilmentStatus[],
  state: StockMark['state'],
  signal?: AbortSignal,
): Promise<void> {
  const due = { status: { $in: statuses }, pruneAt: { $lt: new Date() } };
  while (!signal?.aborted) {
    const ended = await Fulfilment.find(due, { items: 1 }).sort({ pruneAt: 1 }).limit(BATCH).lean();
    if (ended.length > 0) await prune(ended, due, state);
    if (ended.length < BATCH) return;
  }
}

async function prune(
  ended: Pick<Fulfilment, '_id' | 'items'>[],
  due: object,
  state: StockMark['state'],
): Promise<void> {
  const orderIds = ended.map(({ _id }) => String(_id));
  const productIds = new Set(ended.flatMap(({ items }) => items.map(({ productId }) => productId)));
  await Product.updateMany(
    { _id: { $in: [...productIds] }, marks: { $elemMatch: { orderId: { $in: orderIds }, state } } },
    { $pull: { marks: { orderId: { $in: orderIds }, state } }, $inc: { rev: 1 } },
  );
  await Fulfilment.updateMany(
    { ...due, _id: { $in: orderIds } },
    { $unset: { pruneAt: 1 }, $inc: { rev: 1 } },
  );
}
