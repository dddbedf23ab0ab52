import { PaymentCreated, Publisher, type Stored } from '@datnxecommerce/common';
import type { PaymentState } from '../../models/payment';

/** Tells that an order's card was charged. */
class PaymentCreatedPublisher extends Publisher<typeof PaymentCreated, Stored<PaymentState>> {
  readonly contract = PaymentCreated;

  protected describe({ _id, orderId, stripeId = '', items, userId }: Stored<PaymentState>) {
    const bought = items.map(({ productId, quantity }) => ({ productId, quantity }));
    return { id: String(_id), orderId, stripeId, items: bought, userId } as PaymentCreated;
  }
}

export const paymentCreated = new PaymentCreatedPublisher();
