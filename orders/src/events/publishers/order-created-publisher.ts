import { OrderCreated, Publisher, type Stored } from '@datnxecommerce/common';
import type { Order } from '../../models/order';

/** Announces an order as it was placed. */
class OrderCreatedPublisher extends Publisher<typeof OrderCreated, Stored<Order>> {
  readonly contract = OrderCreated;

  protected describe({ _id, userId, items, total, version }: Stored<Order>) {
    return { id: String(_id), userId, status: 'Created' as const, items, total, version };
  }
}

export const orderCreated = new OrderCreatedPublisher('orders');
