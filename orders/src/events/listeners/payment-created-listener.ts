import { Listener, PaymentCreated } from '@datnxecommerce/common';
import { applyOrderEvent } from '../../domain/apply-order-event';

/** The order was charged: it is Complete. */
export class PaymentCreatedListener extends Listener<typeof PaymentCreated> {
  readonly contract = PaymentCreated;

  handle({ id, orderId, items, amount }: PaymentCreated): Promise<void> {
    return applyOrderEvent(orderId, { subject: 'payment:created', items, amount, paymentId: id });
  }
}
