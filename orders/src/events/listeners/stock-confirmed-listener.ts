import { StockConfirmed, Listener } from '@datnxecommerce/common';
import { confirmOrder } from '../../domain/confirm-order';

/** A Complete order has its goods. */
export class StockConfirmedListener extends Listener<typeof StockConfirmed> {
  readonly contract = StockConfirmed;

  handle(event: StockConfirmed): Promise<void> {
    return confirmOrder(event);
  }
}
