import { setTimeout as sleep } from 'node:timers/promises';
import { many } from '@ecommerce/e2e/crowd';
import { type Product, Shopper } from '@ecommerce/e2e/shopper';

const [SHOPPERS, PRODUCTS] = [16, 20];
const [WARM_UP_MS, MEASURED_MS, CONFIRMED_WITHIN_MS] = [5_000, 15_000, 60_000];
/** More than a run can sell. */
const STOCK = 1_000_000;

interface Placed {
  shopper: Shopper;
  orderId: string;
}

/**
 * Checkouts a second of 16 shoppers at 20 products: an order, its payment, and at once the next one.
 * @throws Error when a payment is not taken, or an order is not confirmed within a minute after the last payment
 */
export async function checkoutsPerSecond(): Promise<number> {
  const shoppers = await many(SHOPPERS, () => Shopper.signUp());
  const [seller] = shoppers as [Shopper];
  const products: Product[] = [];
  for (let index = 0; index < PRODUCTS; index += 1)
    products.push(await seller.sells({ title: `Lamp ${index}`, price: 10, quantity: STOCK }));
  await checkOut(shoppers, products, WARM_UP_MS);
  const startedAt = performance.now();
  const placed = await checkOut(shoppers, products, MEASURED_MS);
  const seconds = (performance.now() - startedAt) / 1000;
  await awaitConfirmation(placed);
  return placed.length / seconds;
}

async function checkOut(shoppers: Shopper[], products: Product[], forMs: number): Promise<Placed[]> {
  const placed: Placed[] = [];
  const end = performance.now() + forMs;
  await many(shoppers.length, async (index) => {
    const shopper = shoppers[index] as Shopper;
    for (let turn = index; performance.now() < end; turn += 1) {
      const { id: productId } = products[turn % products.length] as Product;
      const { id: orderId } = await shopper.orders([{ productId, quantity: 1 }]);
      const { status } = await shopper.pays(orderId);
      if (status !== 201) throw new Error(`payment was answered ${status}`);
      placed.push({ shopper, orderId });
    }
  });
  return placed;
}

async function awaitConfirmation(placed: Placed[]): Promise<void> {
  const deadline = performance.now() + CONFIRMED_WITHIN_MS;
  for (const { shopper, orderId } of placed)
    while ((await shopper.order(orderId)).fulfilment !== 'confirmed') {
      if (performance.now() > deadline) throw new Error(`order ${orderId} is not confirmed`);
      await sleep(50);
    }
}
