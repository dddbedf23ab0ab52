import { OrderCancelled, Publisher, type Stored } from '@datnxecommerce/common';
import type { Order } from '../../models/order';

/** Announces that an order ended without a sale: the one trigger of refunds and restocks. */
class OrderCancelledPublisher extends Publisher<typeof OrderCancelled, Stored<Order>> {
  readonly contract = OrderCancelled;

  protected describe({ _id, version, cancelReason }: Stored<Order>) {
    return { id: String(_id), version, reason: cancelReason };
  }
}

export const orderCancelled = new OrderCancelledPublisher('orders');
