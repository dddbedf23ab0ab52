import { Listener, PaymentCreated } from '@datnxecommerce/common';
import { removePurchasedItems } from '../../domain/remove-purchased-items';

/** Paid items leave the buyer's cart. */
export class PaymentCreatedListener extends Listener<typeof PaymentCreated> {
  readonly contract = PaymentCreated;

  handle(event: PaymentCreated): Promise<void> {
    return removePurchasedItems(event);
  }
}
