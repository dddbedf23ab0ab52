import { change, type PaymentRefunded } from '@datnxecommerce/common';
import { Order } from '../models/order';
import { decideEvent } from './order-lifecycle';

/**
 * The charge of the cancelled order went back.
 * @throws RejectedEventError when there is no such order, it isn't cancelled, or the payment is none of its own
 */
export async function refundOrder({ id, orderId }: PaymentRefunded): Promise<void> {
  const event = { subject: 'payment:refunded', paymentId: id } as const;
  await change(Order, { _id: orderId }, (order) => decideEvent(order, event, new Date()));
}
