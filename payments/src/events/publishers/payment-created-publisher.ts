import { PaymentCreated, Publisher } from '@datnxecommerce/common';
import type { StoredPayment } from '../../models/payment';

/** Announces that a card was charged for an order. */
class PaymentCreatedPublisher extends Publisher<typeof PaymentCreated, StoredPayment> {
  readonly contract = PaymentCreated;

  protected describe({ _id, orderId, stripeId = '', items, userId }: StoredPayment) {
    const bought = items.map(({ productId, quantity }) => ({ productId, quantity }));
    return { id: String(_id), orderId, stripeId, items: bought, userId } as PaymentCreated;
  }
}

export const paymentCreated = new PaymentCreatedPublisher();
