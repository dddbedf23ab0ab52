import { PaymentCreated, Publisher } from '@datnxecommerce/common';
import type { StoredPayment } from '../../models/payment';

/** Announces that a card was charged for an order. */
class PaymentCreatedPublisher extends Publisher<typeof PaymentCreated, StoredPayment> {
  readonly contract = PaymentCreated;

  protected describe({ _id, orderId, stripeId = '', items, amountCents, userId }: StoredPayment) {
    const bought = items.map(({ productId, quantity }) => ({ productId, quantity }));
    const amount = amountCents / 100; // the number nearest to the decimal fraction, so it has no third decimal
    return { id: String(_id), orderId, stripeId, items: bought, amount, userId } as PaymentCreated;
  }
}

export const paymentCreated = new PaymentCreatedPublisher('payments');
