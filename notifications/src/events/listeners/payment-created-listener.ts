import { Listener, PaymentCreated } from '@datnxecommerce/common';
import type { NotificationDeps } from '../../domain/notification-deps';
import { recordFact } from '../../domain/record-fact';

/** The order was paid. */
export class PaymentCreatedListener extends Listener<typeof PaymentCreated> {
  readonly contract = PaymentCreated;

  constructor(private readonly deps: NotificationDeps) {
    super();
  }

  handle({ orderId, meta }: PaymentCreated): Promise<void> {
    return recordFact(this.deps, orderId, { name: 'paid', at: meta?.time });
  }
}
