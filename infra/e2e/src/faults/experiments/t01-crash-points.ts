import { eventually } from '../../eventually';
import { pidOf } from '../../crash';
import { readStack } from '../../stack';
import type { Experiment, Setting } from '../experiment';
import { discoverLabels, liveThrough } from '../scenario';
import type { ShopUnderTest } from '../shop-under-test';
import { atRest } from '../trial';
import { Watch } from '../watch';

const LEAST_LABELS = 25;
const QUICK_ROUNDS = 5;
const FULL_ROUNDS_TOGETHER = 4;
const MOST_NTH = 3;
const STRUCK_WITHIN_MS = 60_000;
const REST_WITHIN_MS = 30_000;

/** Every service kills itself at every effect that it has on the world: before it, and after it. */
export const crashPoints: Experiment = {
  id: 'T1',
  fault:
    'a service kills itself at a named point, before or after each write, publish, acknowledgement, charge',
  goal: 'at least 25 labels; all invariants; nothing left undone',
  inQuick: true,
  async run(setting) {
    const shop = await setting.lab.sharedShop();
    const watch = new Watch();
    const labels = await discoverLabels(shop, REST_WITHIN_MS * setting.lab.slowness);
    const misses = labels.length < LEAST_LABELS ? [`only ${labels.length} labels were discovered`] : [];
    setting.say(`${labels.length} labels`);
    const rounds = planRounds(labels, setting);
    let kills = 0;
    for (const round of rounds) {
      const found = await crashAt(shop, round, watch, setting);
      kills += round.length;
      misses.push(...found.map((miss) => `${miss} [crashed: ${round.join('; ')}]`));
    }
    misses.push(...(await watch.stop()));
    return {
      dose: `${kills} crashes at ${new Set(rounds.flat()).size} of ${labels.length} labels`,
      seen: [`${kills} kills, as many recoveries`],
      misses,
    };
  },
};

/** Each label alone, and then one of each service at a time; of that a few rounds when it has to be quick. */
function planRounds(labels: string[], { isQuick, random }: Setting): string[][] {
  const together = (): string[][] => {
    const shuffled = random.shuffle(labels);
    const services = [...new Set(shuffled.map(serviceOf))];
    const lists = services.map((service) => shuffled.filter((label) => serviceOf(label) === service));
    const count = Math.max(...lists.map((list) => list.length));
    return Array.from({ length: count }, (_, index) => lists.flatMap((list) => list[index] ?? []));
  };
  if (isQuick) return together().slice(0, QUICK_ROUNDS);
  return [
    ...random.shuffle(labels).map((label) => [label]),
    ...Array.from({ length: FULL_ROUNDS_TOGETHER }, together).flat(),
  ];
}

async function crashAt(
  shop: ShopUnderTest,
  round: string[],
  watch: Watch,
  { random, lab }: Setting,
): Promise<string[]> {
  const before = new Map(round.map((label) => [serviceOf(label), pidOf(serviceOf(label))] as const));
  for (const label of round) {
    watch.expectEnd(serviceOf(label));
    shop.chaos.arm(serviceOf(label), { label, nth: random.int(1, MOST_NTH) });
  }
  const isArmed = (): boolean => round.some((label) => shop.chaos.armed(serviceOf(label)) !== undefined);
  const deadline = performance.now() + STRUCK_WITHIN_MS * lab.slowness;
  const misses: string[] = [];
  do {
    misses.push(...(await liveThrough(random.fork(), REST_WITHIN_MS * lab.slowness)));
  } while (isArmed() && performance.now() < deadline);
  for (const label of round.filter((each) => shop.chaos.armed(serviceOf(each)))) {
    shop.chaos.disarm(serviceOf(label));
    misses.push(`${label} was not reached again`);
    before.delete(serviceOf(label));
  }
  for (const [service, pid] of before) await untilRestarted(service, pid);
  return [...misses, ...(await atRest(REST_WITHIN_MS * lab.slowness))];
}

async function untilRestarted(service: string, pid: number): Promise<void> {
  await eventually(async () => {
    const { pid: now, url } = readStack().services[service] ?? { pid: 0, url: '' };
    if (now === pid) throw new Error(`${service} has not been started again`);
    if ((await fetch(`${url}/readyz`)).status !== 200) throw new Error(`${service} is not ready`);
  }, 90_000);
}

const serviceOf = (label: string): string => label.split(' ')[0] ?? '';
