import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@ecommerce/e2e/eventually';
import { readStack } from '@ecommerce/e2e/stack';
import type { SeededRandom } from '@ecommerce/e2e/seeded-random';
import { type ArmedCrash, serviceOf } from '../chaos-folder';
import type { Experiment } from '../experiment';
import { duration } from '../figures';
import { discoverLabels, runScenario, type ScenarioRun, unfinishedOf } from '../scenario';
import type { ShopUnderTest } from '../shop-under-test';
import { auditUntilQuiescent } from '../audit-until-quiescent';
import { Watch } from '../watch';

const LEAST_LABELS = 25;
const QUICK_ROUNDS = 4;
/** How often the whole plan wants every label to strike. */
const STRIKES = 5;
/** How often a label that was not met is armed once more. */
const SECOND_CHANCES = 2;
/** The rounds of several labels that pass before the shop is quiescent and audited. */
const ROUNDS_PER_AUDIT = 6;
const MOST_NTH = 3;
const STRUCK_WITHIN_MS = 20_000;
/** Of all that were armed, in the quick plan, which gives no second chance. */
const MOST_UNREACHED = 0.1;
const QUIESCENT_WITHIN_MS = 30_000;

/** Every service kills itself at every effect that it has on the world: before it, and after it. */
export const crashPoints: Experiment = {
  id: 'T1',
  fault:
    'a service kills itself at a named point, before or after each write, publish, acknowledgement, charge',
  goal: 'at least 25 labels, each 5 times; all invariants; nothing left undone',
  inQuick: true,
  async run(setting) {
    const { isQuick, random, lab, say } = setting;
    const shop = await setting.shop();
    const watch = new Watch(shop.closing.signal);
    const labels = await discoverLabels(shop, QUIESCENT_WITHIN_MS * lab.stretch);
    const misses = labels.length < LEAST_LABELS ? [`only ${labels.length} labels were discovered`] : [];
    const violations: string[] = [];
    say(`${labels.length} labels`);
    const runs: Promise<ScenarioRun>[] = [];
    const strikes = new Map(labels.map((label) => [label, 0]));
    const go = async (rounds: Round[]): Promise<void> => {
      for (const [index, round] of rounds.entries()) {
        const begin = performance.now();
        for (const label of await crashAt(shop, round, runs, watch, lab.stretch))
          strikes.set(label, (strikes.get(label) ?? 0) + 1);
        const crashes = round.crashes.map(({ label }) => label).join('; ');
        if (round.isAudited || index === rounds.length - 1) {
          const wrongs = await violationsAfter(shop, runs.splice(0), QUIESCENT_WITHIN_MS * lab.stretch);
          violations.push(...wrongs.map((wrong) => `${wrong} [crashed last: ${crashes}]`));
        }
        say(`${duration(performance.now() - begin)}: ${crashes}`);
      }
    };
    const rounds = planRounds(labels, isQuick, random);
    await go(rounds);
    const armed = rounds.flatMap(({ crashes }) => crashes.map(({ label }) => label));
    const wanted = isQuick ? 1 : STRIKES;
    const lacking = (): string[] => [...new Set(armed)].filter((label) => (strikes.get(label) ?? 0) < wanted);
    for (let chance = 0; !isQuick && chance < SECOND_CHANCES && lacking().length > 0; chance += 1)
      await go(lacking().map((label) => aloneAt(label, random)));
    violations.push(...(await watch.stop()));
    // A crash elsewhere may keep a label from being reached in time; most must be reached.
    if (lacking().length > (isQuick ? armed.length * MOST_UNREACHED : 0))
      misses.push(`struck less than ${wanted} times: ${lacking().join('; ')}`);
    const struck = [...strikes.values()].reduce((sum, count) => sum + count, 0);
    return {
      amount: `${struck} crashes at ${[...strikes.values()].filter(Boolean).length} of ${labels.length} labels`,
      seen: [
        `${struck} struck, as many recoveries`,
        ...(lacking().length > 0 ? [`struck less than ${wanted} times: ${lacking().join(', ')}`] : []),
      ],
      violations,
      misses,
    };
  },
};

interface Round {
  /** One of a service at most. */
  crashes: ArmedCrash[];
  /** Whether the shop must become quiescent before the next round, which may take a redelivery of the broker. */
  isAudited: boolean;
  /** Of the scenarios that run in it. */
  random: SeededRandom;
}

/** Each label alone, and then one of each service at a time; of that a few rounds when it has to be quick. */
function planRounds(labels: string[], isQuick: boolean, random: SeededRandom): Round[] {
  const together = (): Round[] => {
    const shuffled = random.shuffle(labels);
    const services = [...new Set(shuffled.map(serviceOf))];
    const lists = services.map((service) => shuffled.filter((label) => serviceOf(label) === service));
    const count = Math.max(...lists.map((list) => list.length));
    return Array.from({ length: count }, (_, index) => ({
      crashes: lists.flatMap((list) => list[index] ?? []).map((label) => crashOf(label, random)),
      isAudited: index % ROUNDS_PER_AUDIT === ROUNDS_PER_AUDIT - 1,
      random: random.fork(),
    }));
  };
  if (isQuick) return together().slice(0, QUICK_ROUNDS);
  const alone = random.shuffle(labels).map((label) => aloneAt(label, random));
  return [...alone, ...Array.from({ length: STRIKES - 1 }, together).flat()];
}

const aloneAt = (label: string, random: SeededRandom): Round => ({
  crashes: [crashOf(label, random)],
  isAudited: true,
  random: random.fork(),
});

const crashOf = (label: string, random: SeededRandom): ArmedCrash => ({
  label,
  nth: random.int(1, MOST_NTH),
  signal: 'SIGKILL',
});

/**
 * Arms the crashes of one round and runs scenarios until each has struck and its service is back.
 * @returns the labels that were reached in time
 */
async function crashAt(
  shop: ShopUnderTest,
  { crashes, random }: Round,
  runs: Promise<ScenarioRun>[],
  watch: Watch,
  stretch: number,
): Promise<string[]> {
  const nameOf = new Map(Object.entries(readStack().processes).map(([name, pid]) => [pid, name]));
  for (const crash of crashes) {
    watch.expectEnd(serviceOf(crash.label));
    shop.chaos.arm(serviceOf(crash.label), crash);
  }
  const isArmed = ({ label }: ArmedCrash): boolean => shop.chaos.struck(serviceOf(label)) === undefined;
  const deadline = performance.now() + STRUCK_WITHIN_MS * stretch;
  while (crashes.some(isArmed) && performance.now() < deadline) {
    let isOver = false;
    const run = runScenario(random.fork()).finally(() => (isOver = true));
    run.catch(() => {}); // reported once the shop is quiescent
    runs.push(run);
    while (!isOver && crashes.some(isArmed)) await sleep(20);
  }
  const struck = crashes.filter((crash) => !isArmed(crash)).map(({ label }) => label);
  for (const { label } of crashes.filter(isArmed)) {
    shop.chaos.disarm(serviceOf(label));
    watch.expectNoEnd(serviceOf(label));
  }
  for (const label of struck) {
    const pid = shop.chaos.struck(serviceOf(label)) ?? 0;
    await untilRestarted(nameOf.get(pid) ?? serviceOf(label), pid);
  }
  return struck;
}

/** @returns what is not as it has to be when the scenarios have ended and the time has run out */
async function violationsAfter(
  shop: ShopUnderTest,
  runs: Promise<ScenarioRun>[],
  withinMs: number,
): Promise<string[]> {
  const ended = await Promise.all(runs);
  const deadline = performance.now() + withinMs;
  const unfinished = await Promise.all(ended.map((run) => unfinishedOf(run, deadline - performance.now())));
  const observations = ended.flatMap((run) => run.observations);
  return [
    ...unfinished.flat(),
    ...(await auditUntilQuiescent(shop, deadline - performance.now(), { observations })),
  ];
}

async function untilRestarted(name: string, pid: number): Promise<void> {
  await eventually(async () => {
    const { pid: now, url } = readStack().services[name] ?? { pid, url: '' };
    if (now === pid) throw new Error(`${name} has not been started again`);
    if ((await fetch(`${url}/readyz`)).status !== 200) throw new Error(`${name} is not ready`);
  }, 90_000);
}
