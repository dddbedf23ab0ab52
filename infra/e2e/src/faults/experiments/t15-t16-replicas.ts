import { setTimeout as sleep } from 'node:timers/promises';
import { pidOf } from '../../crash';
import { eventually } from '../../eventually';
import { readStack } from '../../stack';
import type { Experiment, Outcome, Setting } from '../experiment';
import { instancesOf, SERVICES } from '../processes';
import type { ShopKind } from '../shop-under-test';
import { Trial } from '../trial';
import { killBroker, killDatabases, killServices } from './t02-t04-kills';
import { pauses } from './t05-pauses';
import { links } from './t06-links';

const SHOPPERS = 20;
const ROUNDS = 3;
const CHECKOUTS = 2000;
const TWO_OF_EACH: ShopKind = { env: { SHOP_REPLICAS: '2' } };
/** Asked again because of the order's own state, and not because a process was away. */
const NOT_ITS_FAULT = /(202|404|409|429)$/;

/** What a rollout does: one process after the other is asked to end, and another one takes its place. */
export const rollingRestart: Experiment = {
  id: 'T15',
  fault: 'SIGTERM to each of two replicas of every service in turn, under load',
  goal: 'no request fails that would not have failed anyway; 0 violations',
  inQuick: false,
  async run(setting) {
    const shop = await setting.lab.shopOf(TWO_OF_EACH);
    const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts: CHECKOUTS }, setting);
    let restarts = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const name of instancesOf(SERVICES)) {
        const pid = pidOf(name);
        trial.watch.expectEnd(name);
        process.kill(pid, 'SIGTERM');
        await trial.restarted(name, pid);
        await untilReady(name);
        restarts += 1;
      }
    }
    trial.shopping.close();
    const { misses, seen, retries } = await trial.end();
    const failed = retries.filter(({ what }) => !NOT_ITS_FAULT.test(what));
    misses.push(...failed.map(({ what, count }) => `${what} × ${count}`));
    return { dose: `${restarts} restarts in ${ROUNDS} rounds`, seen, misses };
  },
};

/** The same faults once more, where two of everything have to get along. */
export const twoOfEach: Experiment = {
  id: 'T16',
  fault: 'two replicas of every service all the time: T2 to T6 once more, in small doses',
  goal: 'the same',
  inQuick: false,
  async run(setting) {
    const shop = (): ReturnType<Setting['shop']> => setting.lab.shopOf(TWO_OF_EACH);
    const outcomes: Outcome[] = [];
    for (const { id, run } of [killServices, killBroker, killDatabases, pauses, links]) {
      const outcome = await run({ ...setting, shop, isQuick: true });
      setting.say(`${id}: ${outcome.dose}, ${outcome.seen[0]}`);
      outcomes.push({ ...outcome, misses: outcome.misses.map((miss) => `${id}: ${miss}`) });
    }
    return {
      dose: outcomes.map(({ dose }) => dose).join('; '),
      seen: outcomes.flatMap(({ seen }) => seen.slice(0, 1)),
      misses: outcomes.flatMap(({ misses }) => misses),
    };
  },
};

/** A replica's address is told for the first of each service only: the others get as long as that needs. */
async function untilReady(name: string): Promise<void> {
  const url = readStack().services[name]?.url;
  if (url === undefined) return void (await sleep(3000));
  await eventually(async () => {
    if ((await fetch(`${url}/readyz`)).status !== 200) throw new Error(`${name} is not ready`);
  }, 60_000);
}
