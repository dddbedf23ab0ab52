import { Shopper } from '../../../../infra/e2e/src/shopper';
import { booksBalance } from '../books';
import { Crowd } from '../crowd';
import { kubectl, rolledOut } from '../kubectl';
import { services } from '../../../../services.cjs';

const DEPLOYMENTS = [...services.map(({ app }) => app), 'client'].map((name) => `deployment/${name}-depl`);

it('a rolling restart of every Deployment fails no request of 20 shoppers', async () => {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 10_000 });
  const crowd = await Crowd.gather(20, lamp.id);
  await kubectl('rollout', 'restart', ...DEPLOYMENTS);
  await Promise.all(DEPLOYMENTS.map(rolledOut));
  // The last of the old pods is still finishing: shop on until it has gone.
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  await crowd.stop();
  console.log(
    `${crowd.visits.length} requests while everything restarted, p99 ${crowd.percentile(0.99) | 0} ms`,
  );
  expect(crowd.visits.length).toBeGreaterThan(200);
  expect(crowd.failures()).toEqual([]);
  await booksBalance();
});
