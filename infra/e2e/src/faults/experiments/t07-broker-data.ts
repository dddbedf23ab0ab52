import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pidOf } from '../../crash';
import type { Experiment } from '../experiment';
import { duration, percentile } from '../figures';
import { isAlive } from '../processes';
import { Recovery } from '../recovery';
import { Trial } from '../trial';

const SHOPPERS = 10;

/** The broker is disposable: what it forgets, the services tell it again from their documents. */
export const brokerData: Experiment = {
  id: 'T7',
  fault: 'the broker is killed and its data folder deleted',
  goal: '0 violations but of I11; every order final 30 s after',
  inQuick: true,
  async run(setting) {
    const { random, isQuick } = setting;
    const shop = await setting.shop();
    const recovery = await Recovery.prepare();
    const runs = isQuick ? 1 : 5;
    const checkouts = isQuick ? 60 : 200;
    const misses: string[] = [];
    const seen: string[] = [];
    for (let run = 1; run <= runs; run += 1) {
      const trial = await Trial.begin(
        shop,
        { shoppers: SHOPPERS, checkouts, scarce: isQuick ? 0 : 2 },
        setting,
      );
      await trial.shopping.reach(random.int(Math.floor(checkouts / 5), Math.floor(checkouts / 2)));
      const pid = pidOf('nats');
      trial.watch.expectEnd('nats');
      shop.hasLostBrokerData = true;
      const begin = performance.now();
      process.kill(pid, 'SIGKILL');
      while (isAlive(pid)) await sleep(1);
      // Sooner than the supervisor starts another one, which would come too late to a folder that is gone.
      rmSync(path.join(shop.dataDir, 'nats/store'), { recursive: true, force: true });
      await trial.restarted('nats', pid);
      await recovery.measure(begin);
      const found = await trial.end();
      misses.push(...found.misses);
      seen.push(...found.seen.slice(0, 1));
    }
    seen.unshift(`recovery p99 ${duration(percentile(recovery.times, 99))}`);
    return { dose: `${runs} deletions, each under ${checkouts} checkouts`, seen, misses };
  },
};
