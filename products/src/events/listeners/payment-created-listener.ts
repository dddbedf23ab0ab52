import { Listener, PaymentCreated } from '@datnxecommerce/common';
import { takeFromStock } from '../../domain/take-from-stock';

/** A paid order takes its items from stock. */
export class PaymentCreatedListener extends Listener<typeof PaymentCreated> {
  readonly contract = PaymentCreated;

  handle(payment: PaymentCreated): Promise<void> {
    return takeFromStock(payment);
  }
}
