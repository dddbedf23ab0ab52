import { Listener, OrderCancelled } from '@datnxecommerce/common';
import { cancelOrder } from '../../domain/cancel-order';
import type { PaymentDesk } from '../../domain/payment-desk';

/** A cancelled order's charge goes back; the only trigger of refunds. */
export class OrderCancelledListener extends Listener<typeof OrderCancelled> {
  readonly contract = OrderCancelled;

  constructor(private readonly desk: PaymentDesk) {
    super();
  }

  handle({ id }: OrderCancelled): Promise<void> {
    return cancelOrder(this.desk, id);
  }
}
