import { Listener, OrderCreated } from '@datnxecommerce/common';
import { recordOrderOwner } from '../../domain/record-order-owner';

/** Records who placed an order: its payment need not name them. */
export class OrderCreatedListener extends Listener<typeof OrderCreated> {
  readonly contract = OrderCreated;

  handle(event: OrderCreated): Promise<void> {
    return recordOrderOwner(event);
  }
}
