import { Listener, StockConfirmed } from '@datnxecommerce/common';
import { applyOrderEvent } from '../../domain/apply-order-event';

/** All items of the paid order were taken from stock. */
export class StockConfirmedListener extends Listener<typeof StockConfirmed> {
  readonly contract = StockConfirmed;

  handle({ orderId, items }: StockConfirmed): Promise<void> {
    return applyOrderEvent(orderId, { subject: 'stock:confirmed', items });
  }
}
