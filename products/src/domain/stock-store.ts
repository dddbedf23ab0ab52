import { change, type Decision, type Stored } from '@datnxecommerce/common';
import { Fulfilment } from '../models/fulfilment';
import { Product } from '../models/product';
import { staleStockWritesRefused } from '../services/metrics';

/** The two kinds of write that the stock of an order is made of; each is atomic by itself. */
export interface StockStore {
  fulfilment(
    orderId: string,
    decide: (current: Stored<Fulfilment> | null) => Decision<Fulfilment, Fulfilment>,
  ): Promise<Fulfilment>;
  product<Result>(
    productId: string,
    decide: (current: Stored<Product> | null) => Decision<Product, Result>,
  ): Promise<Result>;
}

const BUDGET_MS = 10_000;

class StaleRunError extends Error {
  override readonly name = 'StaleRunError';
}

/**
 * The store of one handler's run. A run that was stopped for so long (SIGSTOP, a slow database) that what it read
 * of the fulfilment may be history writes to no product any more: it fails, and the event or the sweep comes again.
 * Measured by the monotonic clock, which no clock change moves.
 */
export function databaseStore(): StockStore {
  let readAt = performance.now();
  return {
    fulfilment: (orderId, decide) =>
      change(Fulfilment, { _id: orderId }, (current) => {
        readAt = performance.now();
        return decide(current);
      }),
    product: async (productId, decide) => {
      try {
        return await change(Product, { _id: productId }, (current) => {
          if (performance.now() - readAt > BUDGET_MS) {
            throw new StaleRunError(`gave up after ${BUDGET_MS} ms, the order's stock may have moved on`);
          }
          return decide(current);
        });
      } catch (error) {
        // Not where it is thrown: what shares a write with others may be decided several times.
        if (error instanceof StaleRunError) staleStockWritesRefused.inc();
        throw error;
      }
    },
  };
}
