import { Listener, StockRejected } from '@datnxecommerce/common';
import type { NotificationDeps } from '../../domain/notification-deps';
import { recordFact } from '../../domain/record-fact';

/** The order could not have all its items; its cancellation follows. */
export class StockRejectedListener extends Listener<typeof StockRejected> {
  readonly contract = StockRejected;

  constructor(private readonly deps: NotificationDeps) {
    super();
  }

  handle({ orderId, meta }: StockRejected): Promise<void> {
    return recordFact(this.deps, orderId, { name: 'rejected', at: meta?.time });
  }
}
