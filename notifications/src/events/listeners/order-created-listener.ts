import { Listener, OrderCreated } from '@datnxecommerce/common';
import type { NotificationDeps } from '../../domain/notification-deps';
import { recordFact } from '../../domain/record-fact';

/** The order was placed, and by whom. */
export class OrderCreatedListener extends Listener<typeof OrderCreated> {
  readonly contract = OrderCreated;

  constructor(private readonly deps: NotificationDeps) {
    super();
  }

  handle({ id, userId, total, items, meta }: OrderCreated): Promise<void> {
    const ordered = items.map(({ titleSnapshot: title, priceSnapshot: price, quantity }) => ({
      title,
      price,
      quantity,
    }));
    return recordFact(this.deps, id, { name: 'placed', at: meta?.time, userId, total, items: ordered });
  }
}
