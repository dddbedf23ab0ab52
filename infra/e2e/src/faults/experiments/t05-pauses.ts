import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment } from '../experiment';
import { duration } from '../figures';
import { DATABASES, instancesOf, SERVICES } from '../processes';
import { Trial } from '../trial';

const SHOPPERS = 10;
const LONGEST_MS = 60_000;

/** Like a machine that swaps, or a virtual one that is moved: everything stands still, and nobody is told. */
export const pauses: Experiment = {
  id: 'T5',
  fault: 'SIGSTOP of a service, the broker or a mongod for 1 to 60 s, then SIGCONT',
  goal: '0 violations; every order final 30 s after the last one goes on',
  inQuick: true,
  async run(setting) {
    const { random, isQuick } = setting;
    const shop = await setting.shop();
    const trial = await Trial.begin(
      shop,
      { shoppers: SHOPPERS, checkouts: isQuick ? 60 : 4000, scarce: 0 },
      setting,
    );
    const mortals = instancesOf([...SERVICES, 'nats', ...DATABASES]);
    const count = isQuick ? 4 : 60;
    let longest = 0;
    const lines = isQuick ? 2 : 3; // so many stand still at the same time
    const victims = Array.from({ length: Math.ceil(count / mortals.length) }, () => random.shuffle(mortals))
      .flat()
      .slice(0, count);
    const work = Array.from({ length: lines }, async (_, line) => {
      for (const victim of victims.filter((_name, index) => index % lines === line)) {
        // Short ones are the most frequent: a lease, a time-out or a heartbeat of every length is met.
        const ms = isQuick ? random.int(1000, 8000) : Math.round(1000 * (LONGEST_MS / 1000) ** random.next());
        longest = Math.max(longest, ms);
        await trial.pause(victim, ms);
        await sleep(random.int(500, 2000));
      }
    });
    await Promise.all(work);
    trial.shopping.close();
    const { misses, seen } = await trial.end();
    return { dose: `${count} pauses, the longest ${duration(longest)}`, seen, misses };
  },
};
