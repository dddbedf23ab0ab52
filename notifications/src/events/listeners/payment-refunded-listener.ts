import { Listener, PaymentRefunded } from '@datnxecommerce/common';
import type { NotificationDeps } from '../../domain/notification-deps';
import { recordFact } from '../../domain/record-fact';

/** The charge of the order was refunded. */
export class PaymentRefundedListener extends Listener<typeof PaymentRefunded> {
  readonly contract = PaymentRefunded;

  constructor(private readonly deps: NotificationDeps) {
    super();
  }

  handle({ orderId, chargedAt, meta }: PaymentRefunded): Promise<void> {
    return recordFact(this.deps, orderId, { name: 'refunded', at: meta?.time, chargedAt });
  }
}
