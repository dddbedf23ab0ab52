import { Shopper } from '../../../../infra/e2e/src/shopper';
import { eventually } from '../../../../infra/e2e/src/eventually';
import { booksBalance } from '../books';
import { Crowd } from '../crowd';
import { kubectl, kubectlWith, namespace, podsOf, rolledOut } from '../kubectl';

async function scale(app: string, replicas: number): Promise<void> {
  await kubectl('scale', `deployment/${app}-depl`, `--replicas=${replicas}`);
  await rolledOut(`deployment/${app}-depl`);
}

afterAll(async () => {
  await kubectl('delete', 'poddisruptionbudget', BUDGET_NAME, '--ignore-not-found');
  await Promise.all(['order', 'payment'].map((app) => scale(app, 1)));
});

it('three of orders and three of payments do everything once', async () => {
  await Promise.all(['order', 'payment'].map((app) => scale(app, 3)));
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Lamp', price: 12.34, quantity: 20 });
  const buyers: Shopper[] = [];
  for (let count = 0; count < 30; count += 1) buyers.push(await Shopper.signUp());
  const orders = await Promise.all(
    buyers.map((buyer) => buyer.orders([{ productId: lamp.id, quantity: 1 }])),
  );
  // Everybody clicks twice, and ten too many for the stock.
  const answers = await Promise.all(
    buyers.map((buyer, index) => {
      const pay = () => buyer.pays(orders[index]?.id ?? '');
      return Promise.all([pay(), pay()]);
    }),
  );
  const refused = (index: number): boolean => answers[index]?.some(({ status }) => status === 400) ?? false;
  for (const both of answers) {
    expect(both.some(({ status }) => status < 300)).toBe(true);
    // A second click may come when the order is cancelled already, because the stock ran out.
    for (const { status } of both) expect([200, 201, 400, 409]).toContain(status);
  }
  await eventually(async () => {
    const ended = await Promise.all(buyers.map((buyer, index) => buyer.order(orders[index]?.id ?? '')));
    expect(
      ended.filter(({ status, fulfilment }) => status === 'Complete' && fulfilment === 'confirmed'),
    ).toHaveLength(20);
    expect(ended.filter(({ status, refunded }) => status === 'Cancelled' && refunded)).toHaveLength(10);
    for (const [index, { status }] of ended.entries()) if (refused(index)) expect(status).toBe('Cancelled');
  }, 60_000);
  await booksBalance();
});

it('a drain takes the pods of orders one after the other, and no shopper notices', async () => {
  await scale('order', 2);
  await kubectlWith(BUDGET, 'apply', '-f', '-');
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 1000 });
  const crowd = await Crowd.gather(10, lamp.id);
  const [first = '', second = ''] = await podsOf('order');
  await evict(first);
  await expect(evict(second)).rejects.toThrow(/disruption budget/);
  await eventually(() => evict(second), 120_000);
  await rolledOut('deployment/order-depl');
  await crowd.stop();
  await eventually(async () => expect(await podsOf('order')).toHaveLength(2), 60_000);
  expect(await podsOf('order')).not.toContain(second);
  expect(crowd.failures()).toEqual([]);
  await booksBalance();
});

/** What `kubectl drain` asks for each pod of a node. */
function evict(name: string): Promise<string> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: namespace() } };
  const path = `/api/v1/namespaces/${namespace()}/pods/${name}/eviction`;
  return kubectlWith(JSON.stringify(eviction), 'create', '--raw', path, '-f', '-');
}

const BUDGET_NAME = 'order-budget';
const BUDGET = JSON.stringify({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: BUDGET_NAME },
  spec: { minAvailable: 1, selector: { matchLabels: { app: 'order' } } },
});
