import { PaymentRefunded, Publisher } from '@datnxecommerce/common';
import type { StoredPayment } from '../../models/payment';

/** Announces that the charge of a cancelled order was refunded in full. */
class PaymentRefundedPublisher extends Publisher<typeof PaymentRefunded, StoredPayment> {
  readonly contract = PaymentRefunded;

  protected describe({ _id, orderId, stripeId = '', refundId = '', chargedAt }: StoredPayment) {
    return { id: String(_id), orderId, stripeId, refundId, chargedAt: chargedAt?.toISOString() };
  }
}

export const paymentRefunded = new PaymentRefundedPublisher('payments');
