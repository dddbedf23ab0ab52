import os from 'node:os';
import { readStack } from '@ecommerce/e2e/stack';
import { withOwnShop } from '../own-shop';
import { Arm, type Target } from './arm';
import { fillShop } from './catalogue';
import { heapFlagsOf, quiescent } from './cpu';
import { type LimitServer, startLimits } from './limits';
import { Load } from './load';
import { type Generation, type RequestReport, summarize } from './report';
import { type BenchRoute, routesOf } from './routes';

/** A route's arms: the shop, and its limit in two processes that are sent the same. */
export interface Comparison {
  name: string;
  ours: Arm;
  limits: [Arm, Arm];
}

const noWait = (): Promise<void> => Promise.resolve();

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
  const targetOf = (pid: number, url: string, settled = noWait): Target => {
    const load = new Load(url);
    loads.push(load);
    return { pid, load, settled };
  };
  const limitOf = (server: LimitServer, { limit }: BenchRoute): Arm =>
    new Arm(targetOf(server.pid, server.express), limit);
  try {
    const comparisons = routesOf(catalogue).map((route): Comparison => {
      const { pid, url } = services[route.service] as { pid: number; url: string };
      const settled = route.ours(0).method === 'GET' ? noWait : () => quiescent(pids);
      const ours = new Arm(targetOf(pid, url, settled), route.ours);
      return { name: route.name, ours, limits: [limitOf(servers[0], route), limitOf(servers[1], route)] };
    });
    const bare = servers.map(
      (server) => new Arm(targetOf(server.pid, server.bare), () => ({ method: 'GET', path: '/' })),
    );
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
