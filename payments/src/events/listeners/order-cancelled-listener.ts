import { Listener, OrderCancelled } from '@datnxecommerce/common';
import { refundCancelledOrder } from '../../domain/refund-cancelled-order';
import type { PaymentDeps } from '../../domain/payment-deps';

/** Refunds the charge of a cancelled order; the only trigger of refunds. */
export class OrderCancelledListener extends Listener<typeof OrderCancelled> {
  readonly contract = OrderCancelled;

  constructor(private readonly deps: PaymentDeps) {
    super();
  }

  handle({ id }: OrderCancelled): Promise<void> {
    return refundCancelledOrder(this.deps, id);
  }
}
