import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@ecommerce/e2e/eventually';
import type { Order, Shopper } from '@ecommerce/e2e/shopper';

const TIMEOUT_MS = 120_000;
const LOOK_EVERY_MS = 20;

/**
 * Buys one piece and retries each step, whatever is broken, until the order is Complete and confirmed.
 * @returns how long that took, in milliseconds
 * @throws Error after 2 minutes
 */
export async function buyOnce(buyer: Shopper, productId: string): Promise<number> {
  const begin = performance.now();
  const { id } = await eventually(() => buyer.orders([{ productId, quantity: 1 }]), TIMEOUT_MS);
  await eventually(async () => {
    const { status } = await buyer.pays(id);
    if (![200, 201, 202].includes(status)) throw new Error(`payment was answered ${status}`);
  }, TIMEOUT_MS);
  await untilConfirmed(buyer, id);
  return performance.now() - begin;
}

/** Waits until an order is Complete and its stock confirmed. @throws Error after 2 minutes */
export async function untilConfirmed(buyer: Shopper, id: string): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const answer = await buyer.get<Order>(`/api/orders/${id}`).catch(() => undefined);
    if (answer?.status === 200 && answer.body.status === 'Complete' && answer.body.fulfilment === 'confirmed')
      return;
    if (performance.now() > deadline)
      throw new Error(`order ${id} is not confirmed after ${TIMEOUT_MS / 1000} s`);
    await sleep(LOOK_EVERY_MS);
  }
}
