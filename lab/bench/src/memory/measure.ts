import { setTimeout as sleep } from 'node:timers/promises';
import { readStack } from '@ecommerce/e2e/stack';
import { UserError } from '@ecommerce/events/user-error';
import { checkOut, openMarket } from '../checkouts';
import { withOwnShop } from '../own-shop';
import { fillShop } from '../requests/catalogue';
import { type BenchRequest, Load } from '../requests/load';
import { routesOf } from '../requests/routes';
import { residentMemory } from '../resident-memory';
import { growing, linesOf, type Sample } from './report';

const SAMPLE_EVERY_MS = 10_000;
const MINUTE_MS = 60_000;
/** Requests of one route before the next one's turn. */
const TURN = 200;
const PAGES = ['/', '/auth/signin'];

/**
 * Measures whether the memory of the services stays flat while shoppers buy and the hot routes and pages are asked for.
 * @throws UserError when that of a service grows beyond the limit
 */
export async function measureMemory(minutes: number): Promise<void> {
  const services = await withOwnShop(() => sampleUnderLoad(minutes * MINUTE_MS));
  for (const line of linesOf(services)) console.log(line);
  const beyond = growing(services);
  if (beyond.length > 0) throw new UserError(`memory grows beyond the limit: ${beyond.join(', ')}`);
}

async function sampleUnderLoad(forMs: number): Promise<Map<string, Sample[]>> {
  const end = performance.now() + forMs;
  const market = await openMarket();
  const [samples] = await Promise.all([sampleUntil(end), checkOut(market, forMs), askUntil(end)]);
  return samples;
}

/** Asks for each route and page in turn. */
async function askUntil(end: number): Promise<void> {
  const { services } = readStack();
  const turns: [string, (index: number) => BenchRequest][] = [
    ...routesOf(await fillShop()).map(({ service, ours }) => [service, ours] as [string, typeof ours]),
    ...PAGES.map((path): [string, () => BenchRequest] => ['client', () => ({ method: 'GET', path })]),
  ];
  const loads = new Map(Object.entries(services).map(([name, { url }]) => [name, new Load(url)]));
  for (let first = 0; performance.now() < end; first += TURN)
    for (const [service, requestOf] of turns)
      await loads.get(service)?.send(TURN, (index) => requestOf(first + index));
  for (const load of loads.values()) load.close();
}

async function sampleUntil(end: number): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>();
  for (const startedAt = performance.now(); performance.now() < end; await sleep(SAMPLE_EVERY_MS))
    for (const [name, { pid }] of Object.entries(readStack().services)) {
      const minute = (performance.now() - startedAt) / MINUTE_MS;
      samples.set(name, [...(samples.get(name) ?? []), { minute, mebibytes: residentMemory(pid as number) }]);
    }
  return samples;
}
