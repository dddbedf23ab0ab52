import os from 'node:os';
import { readStack } from '@ecommerce/e2e/stack';
import { withOwnShop } from '../own-shop';
import { Arm } from './arm';
import { fillShop } from './catalogue';
import { heapFlagsOf, quiescent } from './cpu';
import { startLimits } from './limits';
import { type BenchRequest, Load } from './load';
import { type Generation, type RequestReport, summarize } from './report';
import { routesOf } from './routes';

/** A route's arms: the shop, and its limit in two processes that are sent the same. */
export interface Comparison {
  name: string;
  ours: Arm;
  limits: [Arm, Arm];
}

type RequestOf = (index: number) => BenchRequest;

/** How often all processes are started again, and how many rounds each side has in between. */
export interface Extent {
  generations: number;
  rounds: number;
}

/**
 * Repeats a comparison with new processes on both sides. One process's compiled code and heap layout differ from
 * another's for its whole life, which no number of rounds evens out.
 * @param compare compares one generation on its running shop
 */
export async function repeat(
  { generations, rounds }: Extent,
  compare: (rounds: number) => Promise<Generation>,
): Promise<RequestReport> {
  const loadBefore = loadAverage();
  const results: Generation[] = [];
  while (results.length < generations) results.push(await withOwnShop(() => compare(rounds)));
  return summarize(results, { rounds, load: [loadBefore, loadAverage()] });
}

/** Compares the hot routes of the running shop with their limits; the sides take turns in each round. */
export async function compareRoutes(rounds: number): Promise<Generation> {
  const catalogue = await fillShop();
  const { services } = readStack();
  const pids = Object.values(services).flatMap(({ pid }) => pid ?? []);
  const flags = heapFlagsOf((services.products as { pid: number }).pid);
  const servers = [await startLimits(catalogue.uri, flags), await startLimits(catalogue.uri, flags)] as const;
  const loads: Load[] = [];
  const armOf = (pid: number, url: string, requestOf: RequestOf, settled?: () => Promise<void>): Arm => {
    const load = new Load(url);
    loads.push(load);
    return new Arm({ pid, send: load.sender(requestOf), settled });
  };
  try {
    const comparisons = routesOf(catalogue).map(({ name, service, ours, limit }): Comparison => {
      const { pid, url } = services[service] as { pid: number; url: string };
      const settled = ours(0).method === 'GET' ? undefined : () => quiescent(pids);
      const [first, second] = servers;
      return {
        name,
        ours: armOf(pid, url, ours, settled),
        limits: [armOf(first.pid, first.express, limit), armOf(second.pid, second.express, limit)],
      };
    });
    const constant: RequestOf = () => ({ method: 'GET', path: '/' });
    const bare = servers.map((server) => armOf(server.pid, server.bare, constant));
    return await measure(comparisons, bare, rounds);
  } finally {
    for (const load of loads) load.close();
    for (const server of servers) server.stop();
  }
}

/** Lets the sides of all comparisons take turns. @param bare arms of Node's http alone; there may be none */
export async function measure(comparisons: Comparison[], bare: Arm[], rounds: number): Promise<Generation> {
  const arms = [
    ...comparisons.flatMap(({ ours, limits: [first, second] }) => [first, ours, second]),
    ...bare,
  ];
  for (const arm of arms) await arm.warmUp();
  for (let round = 0; round < rounds; round += 1)
    for (const arm of round % 2 === 0 ? arms : arms.toReversed()) await arm.measure();
  return {
    bareHttp: bare.map(({ cost }) => cost),
    routes: comparisons.map(({ name, ours, limits: [first, second] }) => ({
      name,
      ours: ours.cost,
      limits: [first.cost, second.cost],
    })),
  };
}

const loadAverage = (): number => os.loadavg()[0] ?? Number.NaN;
