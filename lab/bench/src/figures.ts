import { setTimeout as sleep } from 'node:timers/promises';
import { Shopper } from '@ecommerce/e2e/shopper';
import { readStack } from '@ecommerce/e2e/stack';
import { quantile } from '@ecommerce/e2e/statistics';
import { drawPaymentTimes, drawSales, type Sale, writeChart } from './charts/charts';
import { awaitConfirmation, checkoutsPerSecond, insertsPerSecond } from './checkouts';
import { priceSales } from './hot-document';
import { withOwnShop } from './own-shop';
import { residentMemory } from './resident-memory';

const PURCHASES = 300;
const IDLE_MS = 20_000;

/**
 * Measures a shop of its own: start and stop of a built tree, idle memory of the services, the time from an answered
 * payment to the order being seen Complete, checkouts a second, and what a sale costs of a product that everybody buys.
 */
export async function measureFigures(): Promise<void> {
  const startedAt = performance.now();
  await withOwnShop(async ({ stop }) => {
    report('start of a built tree', seconds(startedAt));
    await sleep(IDLE_MS);
    for (const [name, mebibytes] of idleMemory())
      report(`idle memory of ${name}`, `${mebibytes.toFixed(0)} MiB`);
    const times = await timesToComplete();
    for (const share of [0.5, 0.95, 0.99])
      report(
        `payment answered to order Complete, p${share * 100}`,
        `${quantile(times, share).toFixed(0)} ms`,
      );
    await reportCheckouts();
    const sales: Sale[] = [];
    for (const buyers of [1, 8, 64]) sales.push(await reportSales(buyers));
    const stoppingAt = performance.now();
    await stop();
    report('stop', seconds(stoppingAt));
    writeChart('payment', drawPaymentTimes(times));
    writeChart('sale', drawSales(sales));
  });
}

async function reportSales(buyers: number): Promise<Sale> {
  const { bare, ours } = await priceSales(readStack().mongo.products ?? '', buyers);
  report(
    `a sale of one product, ${buyers} at a time`,
    `${ours.toFixed(2)} ms, ${(ours / bare).toFixed(1)} × a bare $inc`,
  );
  return { buyers, bare, ours };
}

const idleMemory = (): [string, number][] =>
  Object.entries(readStack().services).map(([name, { pid }]) => [name, residentMemory(pid as number)]);

/** The checkouts between two runs of bare inserts: this machine's speed changes within a minute. */
async function reportCheckouts(): Promise<void> {
  const uri = readStack().mongo.products ?? '';
  const before = await insertsPerSecond(uri);
  const checkouts = await checkoutsPerSecond();
  const inserts = (before + (await insertsPerSecond(uri))) / 2;
  const share = `${(checkouts / inserts).toFixed(3)} of ${inserts.toFixed(0)} bare inserts`;
  report('checkouts of 16 shoppers at 20 products', `${checkouts.toFixed(0)} a second, ${share}`);
}

/** Milliseconds from the answer 201 to the first reading that shows the order Complete and its stock confirmed. */
async function timesToComplete(): Promise<number[]> {
  const shopper = await Shopper.signUp();
  const product = await shopper.sells({ title: 'Lamp', price: 10, quantity: PURCHASES });
  const times: number[] = [];
  for (let purchase = 0; purchase < PURCHASES; purchase += 1) {
    const { id: orderId } = await shopper.orders([{ productId: product.id, quantity: 1 }]);
    const { status } = await shopper.pays(orderId);
    if (status !== 201) throw new Error(`payment was answered ${status}`);
    const paidAt = performance.now();
    await awaitConfirmation([{ shopper, orderId }], 2);
    times.push(performance.now() - paidAt);
  }
  return times;
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const report = (what: string, figure: string): void => console.log(`${what}: ${figure}`);
