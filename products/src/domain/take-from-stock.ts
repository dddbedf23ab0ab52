import { mergeItems, type PaymentCreated } from '@datnxecommerce/common';
import { decideStart } from './fulfilment-decisions';
import { settleOrder } from './settle-order';
import { databaseStore } from './stock-store';

/**
 * A paid order takes all its items from stock, or none; once, however often the event is delivered.
 * @throws RejectedEventError when the order was paid for with other items before
 */
export async function takeFromStock(
  payment: Pick<PaymentCreated, 'orderId' | 'items'>,
  store = databaseStore,
): Promise<void> {
  const { orderId } = payment;
  const items = mergeItems(payment.items);
  const fulfilment = await store.changeFulfilment(orderId, (current, now) =>
    decideStart(current, { orderId, items, now }),
  );
  await settleOrder(fulfilment, store);
}
