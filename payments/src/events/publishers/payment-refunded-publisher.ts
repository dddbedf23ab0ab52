import { PaymentRefunded, Publisher, type Stored } from '@datnxecommerce/common';
import type { PaymentState } from '../../models/payment';

/** Tells that the charge of a cancelled order went back in full. */
class PaymentRefundedPublisher extends Publisher<typeof PaymentRefunded, Stored<PaymentState>> {
  readonly contract = PaymentRefunded;

  protected describe({ _id, orderId, stripeId = '', refundId = '' }: Stored<PaymentState>) {
    return { id: String(_id), orderId, stripeId, refundId };
  }
}

export const paymentRefunded = new PaymentRefundedPublisher();
