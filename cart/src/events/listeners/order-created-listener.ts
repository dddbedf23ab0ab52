import { Listener, OrderCreated } from '@datnxecommerce/common';
import { rememberOrderOwner } from '../../domain/remember-order-owner';

/** A placed order tells whose cart its payment is about. */
export class OrderCreatedListener extends Listener<typeof OrderCreated> {
  readonly contract = OrderCreated;

  handle(event: OrderCreated): Promise<void> {
    return rememberOrderOwner(event);
  }
}
