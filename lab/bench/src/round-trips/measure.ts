import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { withOwnShop } from '../own-shop';
import { countIdle, countRoundTrips, countTogether, type Observation, shapesOfJobs } from './count';
import { openScene, type Scene, type Step, STEPS } from './steps';
import { asMarkdown, type Report } from './table';
import { WatchedShop } from './watched-shop';

/** A service republishes once to a broker that it does not know. */
const START_UP_MS = 15_000;
/** Longer than the longest pause of a periodic job, which is a minute. */
const IDLE_MS = 75_000;
/** For the events of the first purchase. */
const SETTLED_MS = 1000;

/**
 * Counts the commands that each route and each event sends to MongoDB, on a shop of its own, and prints them as tables.
 * One step is done at a time, and is over once no outbox and no consumer has anything left of it.
 * @param options the number of repetitions, and a file that gets the counts as JSON
 */
export async function measureRoundTrips(options: { repetitions: number; report?: string }): Promise<void> {
  const report = await withOwnShop(({ dataDir }) => measure(dataDir, options.repetitions));
  console.log(asMarkdown(report));
  if (options.report) writeFileSync(options.report, `${JSON.stringify(report, null, 2)}\n`);
}

async function measure(dataDir: string, repetitions: number): Promise<Report> {
  const shop = await WatchedShop.open(dataDir);
  try {
    await sleep(START_UP_MS);
    // No reads of our own meanwhile, which mongod would count.
    const scene = await shop.checkLogs(async () => {
      const opened = await openScene();
      await opened.buyer.pays(opened.order.id);
      await sleep(SETTLED_MS);
      return opened;
    });
    const observations: Observation[] = [];
    for (let repetition = 0; repetition < repetitions; repetition += 1)
      for (const step of STEPS) observations.push(await observe(step, scene, shop));
    const idle = { seconds: IDLE_MS / 1000, executed: await shop.observe(() => sleep(IDLE_MS)) };
    const purchases = observations.filter(({ step }) => (step as Step).isPurchase);
    return {
      measuredAt: new Date().toISOString(),
      node: process.version,
      repetitions,
      rows: [...countRoundTrips(observations, idle), ...countIdle(idle)],
      purchase: countTogether(purchases, idle, repetitions),
      jobs: Object.fromEntries([...shapesOfJobs(idle)].map(([service, shapes]) => [service, [...shapes]])),
    };
  } finally {
    await shop.close();
  }
}

async function observe(step: Step, scene: Scene, shop: WatchedShop): Promise<Observation> {
  if (step.prepare) {
    shop.pauseOnly([]);
    await step.prepare(scene);
    await shop.untilQuiescent();
  }
  const executed = await shop.observe(async () => {
    shop.pauseOnly(step.paused ?? []);
    await step.act?.(scene);
    await shop.untilQuiescent();
  });
  return { step, executed };
}
