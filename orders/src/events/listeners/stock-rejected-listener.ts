import { StockRejected, Listener } from '@datnxecommerce/common';
import { rejectOrder } from '../../domain/reject-order';

/** A paid order without goods is Cancelled. */
export class StockRejectedListener extends Listener<typeof StockRejected> {
  readonly contract = StockRejected;

  handle(event: StockRejected): Promise<void> {
    return rejectOrder(event);
  }
}
