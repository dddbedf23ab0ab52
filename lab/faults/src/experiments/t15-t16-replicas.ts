import type { Experiment, Outcome, Setting } from '../experiment';
import { duration } from '../figures';
import { instancesOf, SERVICES } from '../processes';
import type { ShopKind } from '../shop-under-test';
import { Trial } from '../trial';
import { crashPoints } from './t01-crash-points';
import { killBroker, killDatabases, killServices } from './t02-t04-kills';
import { pauses } from './t05-pauses';
import { links } from './t06-links';

const SHOPPERS = 20;
const ROUNDS = 3;
const CHECKOUTS = 2000;
/** Of the bus: an event that was not acknowledged for so long is delivered again. */
const ACK_WAIT_MS = 10_000;
export const TWO_OF_EACH: ShopKind = { env: { SHOP_REPLICAS: '2' } };
/** Asked again because of the order's own state, and not because a process was unavailable. */
export const NOT_ITS_FAULT = /(202|404|409|429)$/;

/** What a rollout does: one process after the other is asked to end, and another one takes its place. */
export const rollingRestart: Experiment = {
  id: 'T15',
  fault: 'SIGTERM to each of two replicas of every service in turn, under load',
  goal: 'no request fails that would not have failed anyway; no event has to wait for its second delivery; 0 violations',
  inQuick: false,
  async run(setting) {
    const shop = await setting.lab.shopOf(TWO_OF_EACH);
    const redeliveredBefore = shop.chaos.redeliveries().length;
    const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts: CHECKOUTS }, setting);
    let restarts = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const name of instancesOf(SERVICES)) {
        await trial.replace(name);
        restarts += 1;
      }
    }
    const { violations, misses, seen, retries } = await trial.end();
    const failed = retries.filter(({ what }) => !NOT_ITS_FAULT.test(what));
    violations.push(...failed.map(({ what, count }) => `${what} × ${count}`));
    const redelivered = shop.chaos.redeliveries().slice(redeliveredBefore);
    const late = redelivered.filter(({ ageMs }) => ageMs >= ACK_WAIT_MS);
    misses.push(...late.map(({ subject, ageMs }) => `${subject} came again after ${duration(ageMs)}`));
    seen.push(`${redelivered.length} events delivered again, ${late.length} of them after the broker's wait`);
    return { amount: `${restarts} restarts in ${ROUNDS} rounds`, seen, violations, misses };
  },
};

/** The same faults once more, where two of everything have to get along. */
export const twoOfEach: Experiment = {
  id: 'T16',
  fault: 'two replicas of every service all the time: T1 to T6 once more, as quick runs',
  goal: 'the same',
  inQuick: false,
  async run(setting) {
    const shop = (): ReturnType<Setting['shop']> => setting.lab.shopOf(TWO_OF_EACH);
    const outcomes: Outcome[] = [];
    for (const { id, run } of [crashPoints, killServices, killBroker, killDatabases, pauses, links]) {
      const outcome = await run({ ...setting, shop, isQuick: true });
      setting.say(`${id}: ${outcome.amount}, ${outcome.seen[0]}`);
      const named = (wrongs: string[]): string[] => wrongs.map((wrong) => `${id}: ${wrong}`);
      outcomes.push({
        ...outcome,
        violations: named(outcome.violations),
        misses: named(outcome.misses),
      });
    }
    return {
      amount: outcomes.map(({ amount }) => amount).join('; '),
      seen: outcomes.flatMap(({ seen }) => seen.slice(0, 1)),
      violations: outcomes.flatMap(({ violations }) => violations),
      misses: outcomes.flatMap(({ misses }) => misses),
    };
  },
};
