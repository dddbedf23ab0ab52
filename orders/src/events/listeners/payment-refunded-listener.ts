import { PaymentRefunded, Listener } from '@datnxecommerce/common';
import { refundOrder } from '../../domain/refund-order';

/** A cancelled order's money went back. */
export class PaymentRefundedListener extends Listener<typeof PaymentRefunded> {
  readonly contract = PaymentRefunded;

  handle(event: PaymentRefunded): Promise<void> {
    return refundOrder(event);
  }
}
