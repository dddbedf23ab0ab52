import { Listener, OrderCreated } from '@datnxecommerce/common';
import { replicateOrder } from '../../domain/replicate-order';

/** A new order can be paid. */
export class OrderCreatedListener extends Listener<typeof OrderCreated> {
  readonly contract = OrderCreated;

  handle(order: OrderCreated): Promise<void> {
    return replicateOrder(order);
  }
}
