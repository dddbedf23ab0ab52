import { AsyncResource } from 'node:async_hooks';
import { Batcher, change, type Batch, type Decision, type Stored } from '@datnxecommerce/common';
import { Fulfilment } from '../models/fulfilment';
import { Product } from '../models/product';
import { requireFulfilment } from './fulfilment-decisions';

type ProductDecision<Result> = (
  current: Stored<Product> | null,
  fulfilment: Fulfilment,
  now: Date,
) => Decision<Product, Result>;

/** The two kinds of write that the stock of an order is made of; each is atomic by itself. */
export interface StockStore {
  changeFulfilment(
    orderId: string,
    decide: (current: Stored<Fulfilment> | null, now: Date) => Decision<Fulfilment, Fulfilment>,
  ): Promise<Fulfilment>;
  /** @param decide gets the product, and the order's fulfilment as it was read after the product */
  changeProduct<Result>(
    of: { orderId: string; productId: string },
    decide: ProductDecision<Result>,
  ): Promise<Result>;
}

interface StockWrite {
  orderId: string;
  decide: ProductDecision<unknown>;
}

/**
 * The stock in the database. A handler may have been stopped for hours since its last read (SIGSTOP, a suspended
 * machine), so each write to a product goes by a fulfilment that is read after the product. Marks are pruned only once
 * the fulfilment has ended, and pruning counts the product's `rev`, which guards the write: a write that succeeds has
 * seen either the order's mark or the end of its fulfilment. See decision 0022.
 */
export const databaseStore: StockStore = {
  changeFulfilment: (orderId, decide) => change(Fulfilment, { _id: orderId }, decide),
  async changeProduct<Result>(
    { orderId, productId }: { orderId: string; productId: string },
    decide: ProductDecision<Result>,
  ): Promise<Result> {
    // Orders share a write, but each event belongs to the trace of its own order.
    const write = { orderId, decide: AsyncResource.bind(decide) };
    const outcome = await stockWrites.add(Product.db, productId, write);
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value as Result;
  },
};

/** Orders that want the same product while it is written share the next write: everybody may buy one product. */
const stockWrites = new Batcher<string, StockWrite, PromiseSettledResult<unknown>>((productId, writes) =>
  change(
    Product,
    { _id: productId },
    (product, now, fulfilments: Map<string, Fulfilment>) => decideAll(product, now, { writes, fulfilments }),
    () => fulfilmentsOf(writes),
  ),
);

async function fulfilmentsOf(writes: Batch<StockWrite>): Promise<Map<string, Fulfilment>> {
  const found = await Fulfilment.find({ _id: { $in: writes.map(({ orderId }) => orderId) } }).lean();
  return new Map(found.map((fulfilment) => [String(fulfilment._id), fulfilment]));
}

/** Each decision sees what those before it decided; one that throws changes nothing. */
function decideAll(
  product: Stored<Product> | null,
  now: Date,
  { writes, fulfilments }: { writes: Batch<StockWrite>; fulfilments: Map<string, Fulfilment> },
): Decision<Product, PromiseSettledResult<unknown>[]> {
  let state = product;
  const all: Decision<Product, PromiseSettledResult<unknown>[]> & { events: object[] } = {
    events: [],
    result: [],
  };
  for (const { orderId, decide } of writes) {
    try {
      const fulfilment = requireFulfilment(fulfilments.get(orderId) ?? null);
      const { next, events = [], result } = decide(state, fulfilment, now);
      if (next) all.next = state = { ...state, ...next };
      all.events.push(...events);
      all.result.push({ status: 'fulfilled', value: result });
    } catch (reason) {
      all.result.push({ status: 'rejected', reason });
    }
  }
  return all;
}
