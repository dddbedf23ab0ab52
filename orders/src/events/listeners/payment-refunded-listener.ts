import { Listener, PaymentRefunded } from '@datnxecommerce/common';
import { applyOrderEvent } from '../../domain/apply-order-event';

/** The charge of the cancelled order was refunded. */
export class PaymentRefundedListener extends Listener<typeof PaymentRefunded> {
  readonly contract = PaymentRefunded;

  handle({ id, orderId }: PaymentRefunded): Promise<void> {
    return applyOrderEvent(orderId, { subject: 'payment:refunded', paymentId: id });
  }
}
