import { PaymentCreated, Listener } from '@datnxecommerce/common';
import { completeOrder } from '../../domain/complete-order';

/** A charged order is Complete. */
export class PaymentCreatedListener extends Listener<typeof PaymentCreated> {
  readonly contract = PaymentCreated;

  handle(event: PaymentCreated): Promise<void> {
    return completeOrder(event);
  }
}
