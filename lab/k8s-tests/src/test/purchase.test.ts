import { eventually } from '../../../../infra/e2e/src/eventually';
import { Shopper } from '../../../../infra/e2e/src/shopper';
import { readStack } from '../../../../infra/e2e/src/stack';
import { booksBalance } from '../books';
import { Crowd } from '../crowd';
import { readSettings } from '../settings';

describe('through the Ingress and TLS', () => {
  it('a purchase ends with the order Complete, the stock lower and the cart empty', async () => {
    const [seller, buyer] = [await Shopper.signUp(), await Shopper.signUp()];
    const lamp = await seller.sells({ title: 'Lamp', price: 19.99, quantity: 5 });
    const item = { productId: lamp.id, quantity: 2 };
    await buyer.puts(item);
    const order = await buyer.orders([item]);
    expect((await buyer.pays(order.id)).status).toBe(201);
    await eventually(async () => {
      expect(await buyer.order(order.id)).toMatchObject({ status: 'Complete', fulfilment: 'confirmed' });
      expect(await buyer.product(lamp.id)).toMatchObject({ quantity: 3 });
      expect(await buyer.cart()).toEqual([]);
    });
    await booksBalance();
  });

  it('20 shoppers are answered within a second, 99 requests of 100', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 1000 });
    const crowd = await Crowd.gather(20, lamp.id);
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    await crowd.stop();
    console.log(
      `${crowd.visits.length} requests, p50 ${crowd.percentile(0.5) | 0} ms, p99 ${crowd.percentile(0.99) | 0} ms`,
    );
    expect(crowd.failures()).toEqual([]);
    expect(crowd.percentile(0.99)).toBeLessThan(readSettings(process.env).p99Ms);
    await booksBalance();
  });

  it('shows the pages, and neither probes nor metrics', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) expect(await statusOf(path)).toBe(404);
    expect(await statusOf('/sandbox/stripe/v3.js')).toBe(200);
    expect(await statusOf('/')).toBe(200);
  });
});

/** Pages are not JSON, which is all that shoppers read. */
async function statusOf(path: string): Promise<number> {
  return (await fetch(`${readStack().gateway.http}${path}`)).status;
}
