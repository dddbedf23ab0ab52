import { change } from '@datnxecommerce/common';
import { Order } from '../models/order';
import { decideEvent, type OrderEvent } from './order-decisions';

/**
 * Applies an event of another service to an order, whatever its stage; a duplicate changes nothing.
 * @throws RejectedEventError when the order is unknown, the event names another payment, other items or another amount,
 *   or it cannot happen at this stage
 */
export async function applyOrderEvent(orderId: string, event: OrderEvent): Promise<void> {
  await change(Order, { _id: orderId }, (order, now) => decideEvent(order, event, now));
}
