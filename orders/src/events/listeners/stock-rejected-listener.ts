import { Listener, StockRejected } from '@datnxecommerce/common';
import { applyOrderEvent } from '../../domain/apply-order-event';

/** The paid order is out of stock: it is Cancelled, and order:cancelled triggers the refund. */
export class StockRejectedListener extends Listener<typeof StockRejected> {
  readonly contract = StockRejected;

  handle({ orderId, items }: StockRejected): Promise<void> {
    return applyOrderEvent(orderId, { subject: 'stock:rejected', items });
  }
}
