import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../../infra/e2e/src/eventually';
import { Shopper } from '../../../../infra/e2e/src/shopper';
import { booksBalance } from '../books';
import { kubectl, podsOf, rolledOut } from '../kubectl';
import { readStack } from '../../../../infra/e2e/src/stack';
import { services } from '../../../../services.cjs';

const OUTAGE_MS = 120_000;
const SERVICES = services.map(({ app }) => app);

afterAll(() => scaleBroker(1));

/** What one shopper does without the broker. Every answer has to be a good one. */
async function shopWithoutBroker(shopper: Shopper, productId: string, orderIds: string[]): Promise<number> {
  const until = performance.now() + OUTAGE_MS;
  const item = { productId, quantity: 1 };
  let requests = 0;
  while (performance.now() < until) {
    await shopper.product(productId);
    await shopper.puts(item);
    expect(await shopper.cart()).toEqual([item]);
    const order = await shopper.orders([item]);
    orderIds.push(order.id);
    expect(await shopper.order(order.id)).toMatchObject({ status: 'Created' });
    for (const page of ['/', `/products/${productId}`, '/cart', `/orders/${order.id}`]) {
      expect([page, await statusOf(page, shopper)]).toEqual([page, 200]);
    }
    requests += 9;
    await sleep(1_000);
  }
  return requests;
}

it('shoppers browse, order and pay through two minutes without a broker, and every order completes', async () => {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 10_000 });
  const shoppers = await Promise.all(Array.from({ length: 5 }, () => Shopper.signUp()));
  // These orders reach payments before the outage, so they can be paid in it.
  const early = await Promise.all(
    shoppers.map((shopper) =>
      eventually(async () => (await shopper.orders([{ productId: lamp.id, quantity: 1 }])).id),
    ),
  );
  // Each on its own: a retry of all would decline the first ones until payments answers 429.
  for (const [index, shopper] of shoppers.entries()) {
    await eventually(async () =>
      expect((await shopper.pays(early[index] ?? '', 'tok_chargeDeclined')).status).toBe(402),
    );
  }

  for (const shopper of shoppers) await eventually(() => shopper.puts({ productId: lamp.id, quantity: 1 }));

  await scaleBroker(0);
  const late = shoppers.map((): string[] => []);
  const browsing = shoppers.map((shopper, index) => shopWithoutBroker(shopper, lamp.id, late[index] ?? []));
  const paid = shoppers.map(async (shopper, index) => (await shopper.pays(early[index] ?? '')).status);
  expect(await Promise.all(paid)).toEqual(shoppers.map(() => 201));
  const requests = (await Promise.all(browsing)).reduce((sum, count) => sum + count, 0);
  for (const app of SERVICES) expect(await podsOf(app)).toHaveLength(1);
  for (const app of SERVICES) expect(await readyPodsOf(app)).toBe(1);

  const begin = performance.now();
  await scaleBroker(1);
  const orders = shoppers.flatMap((shopper, index) => late[index]?.map((id) => ({ shopper, id })) ?? []);
  for (const { shopper, id } of orders) {
    await eventually(async () => expect((await shopper.pays(id)).status).toBeLessThan(202), 120_000);
  }
  const all = [...orders, ...shoppers.map((shopper, index) => ({ shopper, id: early[index] ?? '' }))];
  await eventually(async () => {
    for (const { shopper, id } of all) {
      expect(await shopper.order(id)).toMatchObject({ status: 'Complete', fulfilment: 'confirmed' });
    }
  }, 120_000);
  console.log(
    `${requests} requests without a broker, none failed; ${all.length} orders complete ` +
      `${((performance.now() - begin) / 1000).toFixed(1)} s after it came back`,
  );
  await booksBalance();
});

/** Waits until the broker's pod is gone, or ready again. */
async function scaleBroker(replicas: 0 | 1): Promise<void> {
  await kubectl('scale', 'statefulset/nats', `--replicas=${replicas}`);
  if (replicas === 1) return rolledOut('statefulset/nats');
  await kubectl('wait', '--for=delete', 'pod/nats-0', '--timeout=120s');
}

/** How many pods the app's Service sends requests to. */
async function readyPodsOf(app: string): Promise<number> {
  const ready = ['deployment', `${app}-depl`, '-o', 'jsonpath={.status.readyReplicas}'];
  return Number(await kubectl('get', ...ready));
}

async function statusOf(page: string, shopper: Shopper): Promise<number> {
  const headers = { cookie: shopper.cookie };
  return (await fetch(`${readStack().gateway.http}${page}`, { headers, redirect: 'manual' })).status;
}
