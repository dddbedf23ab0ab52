import { Listener, OrderCancelled } from '@datnxecommerce/common';
import { putBackStock } from '../../domain/put-back-stock';

/** A cancelled order gives back what it took, and takes nothing later. */
export class OrderCancelledListener extends Listener<typeof OrderCancelled> {
  readonly contract = OrderCancelled;

  handle(order: OrderCancelled): Promise<void> {
    return putBackStock(order.id);
  }
}
