import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '@ecommerce/e2e/statistics';
import type { Experiment } from '../experiment';
import { duration } from '../figures';
import { LINKS } from '../links';
import { Recovery } from '../recovery';
import type { LinkState } from '../tcp-proxy';
import { Trial } from '../trial';

const SHOPPERS = 20;
const STATES: LinkState[] = ['cut', 'half-open', 'slow', 'slow-close'];
const RECONNECT_MS = 15_000;

/** A proxy between each service and each of its servers imitates the faults of a network. */
export const links: Experiment = {
  id: 'T6',
  fault: 'links cut, half open, slow with loss, closed slowly; 1 to 30 s each, every pair',
  goal: '0 violations; in use again within 15 s; no process ends',
  inQuick: true,
  async run(setting) {
    const { lab, random, isQuick } = setting;
    const shop = await setting.shop();
    const recovery = await Recovery.prepare();
    const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts: isQuick ? 100 : 1000 }, setting);
    const unused = LINKS.filter((link) => !shop.links.of(link).isUsed);
    if (unused.length > 0) throw new Error(`nobody uses the links ${unused.join(', ')}`);
    const pairs = LINKS.flatMap((link) => STATES.map((state) => ({ link, state })));
    const count = isQuick ? 6 : pairs.length;
    const plan = random.shuffle(pairs).slice(0, count);
    for (const { link, state } of plan) {
      const ms = isQuick ? random.int(500, 3000) : Math.round(1000 * 30 ** random.next());
      setting.say(`${link} ${state} for ${duration(ms)}`);
      shop.links.of(link).become(state);
      await sleep(ms);
      shop.links.of(link).heal();
      await recovery.measure(performance.now());
    }
    const { violations, misses, seen } = await trial.end();
    const p99 = quantile(recovery.times, 0.99);
    if (p99 > RECONNECT_MS * lab.stretch) misses.push(`in use again only after ${duration(p99)}`);
    seen.unshift(`in use again p50 ${duration(quantile(recovery.times, 0.5))}, p99 ${duration(p99)}`);
    return { amount: `${count} disturbances of ${LINKS.length} links`, seen, violations, misses };
  },
};
