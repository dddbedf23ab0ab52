import { Publisher, StockRejected } from '@datnxecommerce/common';
import type { Fulfilment } from '../../models/fulfilment';
import { orderItems } from './order-items';

/** Announces that a paid order could not have all its items and got none. */
class StockRejectedPublisher extends Publisher<typeof StockRejected, Fulfilment> {
  readonly contract = StockRejected;

  protected describe(fulfilment: Fulfilment) {
    return orderItems(fulfilment);
  }
}

export const stockRejected = new StockRejectedPublisher('products');
