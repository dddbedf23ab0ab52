import { Listener, PaymentCreated } from '@datnxecommerce/common';
import { removePurchasedItems } from '../../domain/remove-purchased-items';

/** Removes what was paid for from the buyer's cart. */
export class PaymentCreatedListener extends Listener<typeof PaymentCreated> {
  readonly contract = PaymentCreated;

  handle(event: PaymentCreated): Promise<void> {
    return removePurchasedItems(event);
  }
}
