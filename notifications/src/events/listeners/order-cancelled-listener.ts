import { Listener, OrderCancelled } from '@datnxecommerce/common';
import type { NotificationDeps } from '../../domain/notification-deps';
import { recordFact } from '../../domain/record-fact';

/** The order was cancelled; the event does not name its owner. */
export class OrderCancelledListener extends Listener<typeof OrderCancelled> {
  readonly contract = OrderCancelled;

  constructor(private readonly deps: NotificationDeps) {
    super();
  }

  handle({ id, reason, meta }: OrderCancelled): Promise<void> {
    return recordFact(this.deps, id, { name: 'cancelled', at: meta?.time, reason });
  }
}
