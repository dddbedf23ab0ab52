import { change, load, type Decision, type Stored } from '@datnxecommerce/common';
import { Fulfilment } from '../models/fulfilment';
import { Product } from '../models/product';
import { existing } from './fulfilment-decisions';

/** The two kinds of write that the stock of an order is made of; each is atomic by itself. */
export interface StockStore {
  fulfilment(
    orderId: string,
    decide: (current: Stored<Fulfilment> | null) => Decision<Fulfilment, Fulfilment>,
  ): Promise<Fulfilment>;
  /** @param decide gets the product, and the order's fulfilment as it was read after the product */
  product<Result>(
    of: { orderId: string; productId: string },
    decide: (current: Stored<Product> | null, fulfilment: Fulfilment) => Decision<Product, Result>,
  ): Promise<Result>;
}

/**
 * The stock in the database. A handler may have been stopped for hours since its last read (SIGSTOP, a suspended
 * machine), so each write to a product goes by a fulfilment that is read after the product. Marks are pruned only once
 * the fulfilment has ended, and pruning counts the product's `rev`, which guards the write: a write that succeeds has
 * seen either the order's mark or the end of its fulfilment. See decision 0022.
 */
export const databaseStore: StockStore = {
  fulfilment: (orderId, decide) => change(Fulfilment, { _id: orderId }, decide),
  product: ({ orderId, productId }, decide) =>
    change(
      Product,
      { _id: productId },
      (product, fulfilment) => decide(product, existing(fulfilment)),
      () => load(Fulfilment, { _id: orderId }),
    ),
};
