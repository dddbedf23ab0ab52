import { Listener, StockConfirmed } from '@datnxecommerce/common';
import type { NotificationDeps } from '../../domain/notification-deps';
import { recordFact } from '../../domain/record-fact';

/** The items of the order were taken from stock. */
export class StockConfirmedListener extends Listener<typeof StockConfirmed> {
  readonly contract = StockConfirmed;

  constructor(private readonly deps: NotificationDeps) {
    super();
  }

  handle({ orderId, meta }: StockConfirmed): Promise<void> {
    return recordFact(this.deps, orderId, { name: 'confirmed', at: meta?.time });
  }
}
