import { setTimeout as sleep } from 'node:timers/promises';
import { many } from '@ecommerce/e2e/crowd';
import { type Product, Shopper } from '@ecommerce/e2e/shopper';
import { mongo } from 'mongoose';

const [SHOPPERS, PRODUCTS] = [16, 20];
/** It takes a minute until Node.js has compiled what runs often, and a checkout costs half. */
const [WARM_UP_MS, MEASURED_MS, CONFIRMED_WITHIN_MS] = [80_000, 15_000, 60_000];
const INSERTS_MS = 3_000;
/** More than a run can sell. */
const STOCK = 1_000_000;

/** Who buys, and what. */
export interface Market {
  shoppers: Shopper[];
  products: Product[];
}

interface Placed {
  shopper: Shopper;
  orderId: string;
}

/**
 * Checkouts a second of 16 shoppers at 20 products: an order, its payment, and at once the next one.
 * @throws Error when a payment is not taken, or an order is not confirmed within a minute after the last payment
 */
export async function checkoutsPerSecond(): Promise<number> {
  const market = await openMarket();
  await checkOut(market, WARM_UP_MS);
  const startedAt = performance.now();
  const placed = await checkOut(market, MEASURED_MS);
  const seconds = (performance.now() - startedAt) / 1000;
  await awaitConfirmation(placed);
  return placed.length / seconds;
}

export async function openMarket(): Promise<Market> {
  const shoppers = await many(SHOPPERS, () => Shopper.signUp());
  const [seller] = shoppers as [Shopper];
  const products: Product[] = [];
  for (let index = 0; index < PRODUCTS; index += 1)
    products.push(await seller.sells({ title: `Lamp ${index}`, price: 10, quantity: STOCK }));
  return { shoppers, products };
}

/** Orders and pays, each shopper one purchase after the other. */
export async function checkOut({ shoppers, products }: Market, forMs: number): Promise<Placed[]> {
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

/**
 * Journaled inserts a second by the driver alone, 16 at a time, for what the checkouts of the same machine are a
 * share of.
 * @param uri a database that may be written to
 */
export async function insertsPerSecond(uri: string): Promise<number> {
  const writeConcern = { w: 'majority', journal: true } as const;
  const client = await mongo.MongoClient.connect(uri, { writeConcern });
  const inserts = client.db().collection('bench-inserts');
  let count = 0;
  const startedAt = performance.now();
  try {
    await many(SHOPPERS, async () => {
      for (; performance.now() < startedAt + INSERTS_MS; count += 1)
        await inserts.insertOne({ title: 'Lamp', quantity: count });
    });
    return (count / (performance.now() - startedAt)) * 1000;
  } finally {
    await inserts.drop();
    await client.close();
  }
}

/** @throws Error when an order is not confirmed within a minute */
export async function awaitConfirmation(placed: readonly Placed[], pauseMs = 50): Promise<void> {
  const deadline = performance.now() + CONFIRMED_WITHIN_MS;
  for (const { shopper, orderId } of placed)
    while ((await shopper.order(orderId)).fulfilment !== 'confirmed') {
      if (performance.now() > deadline) throw new Error(`order ${orderId} is not confirmed`);
      await sleep(pauseMs);
    }
}
