import { Publisher, StockConfirmed } from '@datnxecommerce/common';
import type { Fulfilment } from '../../models/fulfilment';
import { orderItems } from './order-items';

/** Announces that all items of a paid order were taken. */
class StockConfirmedPublisher extends Publisher<typeof StockConfirmed, Fulfilment> {
  readonly contract = StockConfirmed;

  protected describe(fulfilment: Fulfilment) {
    return orderItems(fulfilment);
  }
}

export const stockConfirmed = new StockConfirmedPublisher('products');
