import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '@ecommerce/e2e/statistics';
import type { Experiment, Outcome, Setting } from '../experiment';
import { duration } from '../figures';
import { DATABASES, instancesOf, SERVICES } from '../processes';
import { Recovery } from '../recovery';
import { Trial } from '../trial';

const BROKER_RECOVERY_MS = 10_000;
const SHOPPERS = 20;

interface Kills {
  /** Who may die. */
  targets: readonly string[];
  kills: number;
  checkouts: number;
  /** Pauses between kills, in milliseconds; the next kill also waits until the victim runs again. */
  pauseMs: [least: number, most: number];
  /** Recovery of 99 in 100 kills, when there is a limit to it. */
  recoveryMs?: number;
  /** Why a request may be sent again, when no other answer is right. */
  mayRepeat?: RegExp;
}

async function killUnderLoad(
  setting: Setting,
  { targets, kills, checkouts, pauseMs, recoveryMs, mayRepeat = /./ }: Kills,
): Promise<Outcome> {
  const { lab, random } = setting;
  const shop = await setting.shop();
  const recovery = await Recovery.prepare();
  const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts }, setting);
  const victims = instancesOf(targets);
  const order = Array.from({ length: Math.ceil(kills / victims.length) }, () =>
    random.shuffle(victims),
  ).flat();
  for (const victim of order.slice(0, kills)) {
    await sleep(random.int(...pauseMs));
    const begin = performance.now();
    await trial.kill(victim);
    await recovery.measure(begin);
  }
  const found = await trial.end();
  const { violations, misses, seen } = found;
  const wrong = found.retries.filter(({ what }) => !mayRepeat.test(what));
  violations.push(...wrong.map(({ what, count }) => `${what} × ${count}`));
  const p99 = quantile(recovery.times, 0.99);
  const limit = (recoveryMs ?? Infinity) * lab.stretch;
  if (p99 > limit) misses.push(`recovery p99 is ${duration(p99)}, more than ${duration(limit)}`);
  seen.unshift(`recovery p50 ${duration(quantile(recovery.times, 0.5))}, p99 ${duration(p99)}`);
  return {
    amount: `${kills} kills of ${victims.length} processes under ${found.checkouts} checkouts`,
    seen,
    violations,
    misses,
  };
}

export const killServices: Experiment = {
  id: 'T2',
  fault: 'kill -9 of a random service',
  goal: '0 violations; every order final 30 s after the last restart',
  inQuick: true,
  run: (setting) =>
    killUnderLoad(setting, {
      targets: SERVICES,
      pauseMs: [0, 1500],
      ...(setting.isQuick ? { kills: 5, checkouts: 100 } : { kills: 100, checkouts: 2000 }),
    }),
};

export const killBroker: Experiment = {
  id: 'T3',
  fault: 'kill -9 of the broker (file store)',
  goal: '0 violations; p99 of recovery under 10 s',
  inQuick: true,
  run: (setting) =>
    killUnderLoad(setting, {
      targets: ['nats'],
      recoveryMs: BROKER_RECOVERY_MS,
      ...(setting.isQuick
        ? { kills: 3, checkouts: 60, pauseMs: [500, 2000] }
        : // A process that dies young repeatedly is restarted after a longer pause, which is not measured.
          { kills: 20, checkouts: 1000, pauseMs: [10_000, 12_000] }),
    }),
};

export const killDatabases: Experiment = {
  id: 'T4',
  fault: 'kill -9 of each mongod (standalone, journalled)',
  goal: 'no acknowledged write lost; 503 and never 500; 0 violations',
  inQuick: true,
  run: (setting) =>
    killUnderLoad(setting, {
      targets: DATABASES,
      // The services run: while its database is unavailable, a request gets 503 and no other error.
      mayRepeat: /(202|404|409|429|503)$/,
      ...(setting.isQuick
        ? { kills: 5, checkouts: 100, pauseMs: [0, 1000] }
        : { kills: 100, checkouts: 1000, pauseMs: [500, 2000] }),
    }),
};
