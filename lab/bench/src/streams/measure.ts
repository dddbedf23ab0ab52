import { setTimeout as sleep } from 'node:timers/promises';
import { Shopper } from '@ecommerce/e2e/shopper';
import { readStack } from '@ecommerce/e2e/stack';
import { StepStream } from '@ecommerce/e2e/step-stream';
import { UserError } from '@ecommerce/events/user-error';
import { withOwnShop } from '../own-shop';
import { cpuMs } from '../requests/cpu';
import { residentMemory } from '../resident-memory';
import { openStreams } from './open-streams';
import { findMissed, linesOf, type StreamFigures } from './report';

const STREAMS = 1_000;
const [WARM_UP, PURCHASES, PURCHASES_BESIDE_STREAMS] = [50, 200, 50];
const [SETTLED_MS, MEASURED_MS] = [20_000, 30_000];
const COMPLETE_WITHIN_MS = 30_000;
/** More than a run sells. */
const STOCK = 1_000_000;

/**
 * Measures the streams of order steps on a shop of its own: how soon an event is a step at its reader, and what many
 * open streams cost the process that serves them.
 * @throws UserError when a figure misses its limit
 */
export async function measureStreams(): Promise<void> {
  const figures = await withOwnShop(measure);
  for (const line of linesOf(figures)) console.log(line);
  const missed = findMissed(figures);
  if (missed.length > 0) throw new UserError(`beyond the limit: ${missed.join(', ')}`);
}

async function measure(): Promise<StreamFigures> {
  const shopper = await Shopper.signUp();
  const { id: productId } = await shopper.sells({ title: 'Lamp', price: 10, quantity: STOCK });
  await delaysOf(WARM_UP, shopper, productId);
  const delays = await delaysOf(PURCHASES, shopper, productId);
  const close = await openStreams(STREAMS, productId);
  await sleep(SETTLED_MS);
  const cost = await costOfIdling();
  const delaysBesideStreams = await delaysOf(PURCHASES_BESIDE_STREAMS, shopper, productId);
  close();
  return { delays, delaysBesideStreams, streams: STREAMS, ...cost };
}

/** Buys one piece after the other. @returns the milliseconds from each event of a sale to its step at the reader */
async function delaysOf(purchases: number, shopper: Shopper, productId: string): Promise<number[]> {
  const delays: number[] = [];
  for (let purchase = 0; purchase < purchases; purchase += 1) {
    const { id } = await shopper.orders([{ productId, quantity: 1 }]);
    const stream = await StepStream.open(shopper, id);
    const { status } = await shopper.pays(id);
    if (status !== 201) throw new Error(`payment was answered ${status}`);
    await awaitCompletion(stream);
    // The first one may have been stored before the stream was open; complete has the event of stock_confirmed.
    for (const { at, receivedAt } of stream.steps.slice(1, 3)) delays.push(receivedAt - Date.parse(at));
    await stream.close();
  }
  return delays;
}

async function awaitCompletion({ steps }: StepStream): Promise<void> {
  const deadline = performance.now() + COMPLETE_WITHIN_MS;
  while (steps.at(-1)?.step !== 'complete') {
    if (performance.now() > deadline) throw new Error(`a stream ended with ${steps.at(-1)?.step}`);
    await sleep(2);
  }
}

async function costOfIdling(): Promise<Pick<StreamFigures, 'mebibytes' | 'cpu' | 'databaseCpu'>> {
  const { services, processes } = readStack();
  const pid = services.notifications?.pid ?? 0;
  const database = processes['notifications-mongo'] ?? 0;
  const [before, databaseBefore, startedAt] = [cpuMs(pid), cpuMs(database), performance.now()];
  await sleep(MEASURED_MS);
  const ms = performance.now() - startedAt;
  return {
    mebibytes: residentMemory(pid),
    cpu: ((cpuMs(pid) - before) / ms) * 100,
    databaseCpu: ((cpuMs(database) - databaseBefore) / ms) * 100,
  };
}
