import type { Fulfilment } from '../models/fulfilment';
import { staleStockWritesRefused } from '../services/metrics';
import { decideAbandonment, decideClosure, decideConfirmation } from './fulfilment-decisions';
import { putBack, take } from './stock-decisions';
import type { StockStore } from './stock-store';

/**
 * Advances an order's fulfilment until it has ended: all items are taken, or none. Any number of runs may do so at
 * once, and each may die at any write: the fulfilment says where to continue, the marks what is done.
 */
export async function settleOrder(fulfilment: Fulfilment, store: StockStore): Promise<void> {
  let current = fulfilment;
  while (current.status === 'applying' || current.status === 'reverting') {
    current =
      current.status === 'applying' ? await takeAll(current, store) : await putBackAll(current, store);
  }
}

async function takeAll({ _id, items }: Fulfilment, store: StockStore): Promise<Fulfilment> {
  const orderId = String(_id);
  for (const { productId, quantity } of items) {
    const outcome = await store.changeProduct({ orderId, productId }, (product, { status }, now) =>
      status === 'applying' ? take(product, { orderId, quantity, now }) : { result: 'refused' },
    );
    if (outcome === 'refused') staleStockWritesRefused.inc();
    if (outcome !== 'taken') return store.changeFulfilment(orderId, decideAbandonment);
  }
  return store.changeFulfilment(orderId, decideConfirmation);
}

async function putBackAll({ _id, items }: Fulfilment, store: StockStore): Promise<Fulfilment> {
  const orderId = String(_id);
  for (const { productId, quantity } of items) {
    await store.changeProduct({ orderId, productId }, (product, { status, wasApplied = false }, now) =>
      status === 'reverting'
        ? putBack(product, { orderId, quantity, wasApplied, now })
        : { result: 'nothing' },
    );
  }
  return store.changeFulfilment(orderId, decideClosure);
}
