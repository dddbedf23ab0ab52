import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from '../experiment';
import { duration } from '../figures';
import { DATABASES, instancesOf, SERVICES } from '../processes';
import { readStack } from '@ecommerce/e2e/stack';
import { Trial } from '../trial';

const SHOPPERS = 20;
const LONGEST_MS = 60_000;
/** Between what a handler writes of an order's fulfilment and its first write to stock. */
const STOP_IN_HANDLER = { label: 'products after insert fulfilments', ms: 11_000 };

/** Like a machine that swaps, or a virtual machine that is migrated: processes stop without notice. */
export const pauses: Experiment = {
  id: 'T5',
  fault: 'SIGSTOP of a service, the broker or a mongod for 1 to 60 s, then SIGCONT',
  goal: '0 violations; every order final 30 s after the last one goes on',
  inQuick: true,
  async run(setting) {
    const { random, isQuick } = setting;
    const shop = await setting.shop();
    const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts: isQuick ? 60 : 1000 }, setting);
    const refusedBefore = await staleWritesRefused();
    const stops = isQuick ? 1 : 5;
    for (let stop = 0; stop < stops; stop += 1)
      await trial.standStillAt(STOP_IN_HANDLER.label, STOP_IN_HANDLER.ms);
    const targets = instancesOf([...SERVICES, 'nats', ...DATABASES]);
    const count = isQuick ? 4 : 60;
    const lines = isQuick ? 2 : 3; // so many stand still at the same time
    const plan = Array.from({ length: Math.ceil(count / targets.length) }, () => random.shuffle(targets))
      .flat()
      .slice(0, count)
      .map((victim) => ({
        victim,
        // Short ones are the most frequent: a lease, a time-out or a heartbeat of every length is met.
        ms: isQuick ? random.int(1000, 8000) : Math.round(1000 * (LONGEST_MS / 1000) ** random.next()),
        restMs: random.int(500, 2000),
      }));
    const work = Array.from({ length: lines }, async (_, line) => {
      for (const { victim, ms, restMs } of plan.filter((_pause, index) => index % lines === line)) {
        await trial.pause(victim, ms);
        await sleep(restMs);
      }
    });
    await Promise.all(work);
    const longest = Math.max(...plan.map(({ ms }) => ms));
    const { violations, misses, seen } = await trial.end();
    seen.push(`${(await staleWritesRefused()) - refusedBefore} stale writes refused`);
    return {
      amount: `${stops} stops of ${duration(STOP_IN_HANDLER.ms)} in a handler, ${count} pauses, the longest ${duration(longest)}`,
      seen,
      violations,
      misses,
    };
  },
};

/** By all processes of products since they were started. */
async function staleWritesRefused(): Promise<number> {
  const counts = instancesOf(['products']).map(async (name) => {
    const metrics = await (await fetch(`${readStack().services[name]?.url}/metrics`)).text();
    return Number(/^stale_stock_writes_refused_total (\d+)$/m.exec(metrics)?.[1]);
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
