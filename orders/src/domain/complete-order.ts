import { change, type PaymentCreated } from '@datnxecommerce/common';
import { Order } from '../models/order';
import { decideEvent } from './order-lifecycle';

/**
 * The order was charged for.
 * @throws RejectedEventError when the payment is none of this order's
 */
export async function completeOrder({ id, orderId, items }: PaymentCreated): Promise<void> {
  const event = { subject: 'payment:created', items, paymentId: id } as const;
  await change(Order, { _id: orderId }, (order) => decideEvent(order, event, new Date()));
}
