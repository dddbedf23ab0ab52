import { decideCancellation } from './fulfilment-decisions';
import { settleOrder } from './settle-order';
import { databaseStore } from './stock-store';

/** A cancelled order gives back what it took, once; when its payment has not come yet, it will take nothing. */
export async function putBackStock(orderId: string, store = databaseStore): Promise<void> {
  const fulfilment = await store.changeFulfilment(orderId, (current, now) =>
    decideCancellation(current, { orderId, now }),
  );
  await settleOrder(fulfilment, store);
}
