import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Experiment, Setting } from '../experiment';
import { LINKS } from '../links';
import { DATABASES, instancesOf, SERVICES } from '../processes';
import { readStack } from '@ecommerce/e2e/stack';
import { slope } from '@ecommerce/e2e/statistics';
import { askStripeControl } from '@ecommerce/e2e/stripe-control';
import type { LinkState } from '../tcp-proxy';
import { Trial } from '../trial';

const SHOPPERS = 10;
/** Crowds come among these; shopping goes on. */
const CHECKOUTS = 2000;
const STATES: LinkState[] = ['cut', 'half-open', 'slow', 'slow-close'];
const SAMPLE_EVERY_MS = 5000;
const PAGE_BYTES = 4096;
const MIB = 2 ** 20;
const MOST_MIB_PER_MINUTE = 1;
/** Sooner a garbage collection more or less decides about the slope. */
const SLOPE_NEEDS_MINUTES = 10;

type Samples = Map<string, { x: number; y: number }[]>;

/** Everything at random for a long time. The first half kills services; the second watches their memory. */
export const soak: Experiment = {
  id: 'T17',
  fault: 'all of it at random, for minutes',
  goal: '0 violations; memory of a service grows by at most 1 MiB a minute',
  inQuick: false,
  async run(setting) {
    const { soakMinutes } = setting;
    const shop = await setting.shop();
    const trial = await Trial.begin(shop, { shoppers: SHOPPERS, checkouts: CHECKOUTS }, setting);
    const begin = performance.now();
    const end = begin + soakMinutes * 60_000;
    const half = begin + soakMinutes * 30_000;
    const samples: Samples = new Map();
    const sampling = sampleMemory(samples, half, end);
    sampling.catch(() => {}); // reported below
    let faults = 0;
    while (performance.now() < end) {
      await disturb(trial, setting, performance.now() < half);
      faults += 1;
      await sleep(setting.random.int(500, 4000));
    }
    await sampling;
    const { violations, misses, seen } = await trial.end();
    const slopes = [...samples]
      .filter(([, points]) => points.length > 1)
      .map(([name, points]) => ({ name, perMinute: slope(points) }));
    const steepest = slopes.toSorted((a, b) => b.perMinute - a.perMinute)[0];
    const growth = steepest
      ? `memory of ${steepest.name} grows by ${steepest.perMinute.toFixed(2)} MiB a minute`
      : 'memory was not measured: it needs Linux, and more than a few seconds';
    const isFlat = steepest !== undefined && steepest.perMinute <= MOST_MIB_PER_MINUTE;
    if (soakMinutes >= SLOPE_NEEDS_MINUTES && !isFlat) misses.push(growth);
    seen.push(growth);
    return { amount: `${faults} faults in ${soakMinutes} min`, seen, violations, misses };
  },
};

async function disturb(trial: Trial, { random }: Setting, mayKillServices: boolean): Promise<void> {
  const { shop } = trial;
  const servers = ['nats', ...DATABASES];
  const services = instancesOf(SERVICES);
  const faults: (() => Promise<void>)[] = [
    () => trial.kill(random.pick(mayKillServices ? [...services, ...servers] : servers)),
    () => trial.pause(random.pick([...services, ...servers]), random.int(500, 10_000)),
    async () => {
      const link = shop.links.of(random.pick(LINKS));
      link.become(random.pick(STATES));
      await sleep(random.int(500, 10_000));
      link.heal();
    },
    async () => {
      shop.chaos.setDeliveryFaults({
        seed: random.int(1, 1e6),
        duplicate: 0.2,
        delay: 0.3,
        longestDelayMs: 2000,
        drop: 0.05,
      });
      await sleep(random.int(2000, 10_000));
      shop.chaos.setDeliveryFaults(undefined);
    },
    async () => {
      const faulty = {
        rate: 0.3,
        seed: random.int(1, 1e6),
        faults: ['timeout_before', 'timeout_after', 'error_500_before', 'rate_limit_429'],
      };
      await askStripeControl('POST', 'faults', faulty);
      await sleep(random.int(2000, 10_000));
      await askStripeControl('DELETE', 'faults');
    },
    async () => {
      shop.chaos.setClocks({ [random.pick(SERVICES.slice(1))]: random.int(0, 600_000) });
      await sleep(random.int(2000, 10_000));
      shop.chaos.setClocks({});
    },
  ];
  await random.pick(faults)();
}

/** Resident memory of each service in MiB over minutes, from a moment until the end. Linux tells it; others do not. */
async function sampleMemory(samples: Samples, from: number, until: number): Promise<void> {
  if (process.platform !== 'linux') return;
  while (performance.now() < until) {
    await sleep(SAMPLE_EVERY_MS);
    if (performance.now() < from) continue;
    for (const name of instancesOf(SERVICES)) {
      const pages = Number(readFileSync(`/proc/${readStack().processes[name]}/statm`, 'utf8').split(' ')[1]);
      const point = { x: performance.now() / 60_000, y: (pages * PAGE_BYTES) / MIB };
      samples.set(name, [...(samples.get(name) ?? []), point]);
    }
  }
}
