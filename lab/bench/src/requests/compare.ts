import os from 'node:os';
import { readStack } from '@ecommerce/e2e/stack';
import { Arm, FEWEST_PER_ROUND, type Target } from './arm';
import { fillShop } from './catalogue';
import { heapFlagsOf, quiescent } from './cpu';
import { type LimitServer, startLimits } from './limits';
import { Load } from './load';
import type { RequestReport } from './report';
import { type BenchRoute, routesOf } from './routes';

/** A route's arms: the shop, and its limit in two processes that are sent the same. */
export interface Comparison {
  name: string;
  ours: Arm;
  limits: [Arm, Arm];
}

const noWait = (): Promise<void> => Promise.resolve();

/** Compares the hot routes of the running shop with their limits; the sides take turns in each round. */
export async function compareRoutes(rounds: number): Promise<RequestReport> {
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
export async function measure(
  comparisons: Comparison[],
  bare: Arm[],
  rounds: number,
): Promise<RequestReport> {
  const arms = [
    ...comparisons.flatMap(({ ours, limits: [first, second] }) => [first, ours, second]),
    ...bare,
  ];
  const loadBefore = loadAverage();
  for (const arm of arms) await arm.warmUp();
  for (let round = 0; round < rounds; round += 1)
    for (const arm of round % 2 === 0 ? arms : arms.toReversed()) await arm.measure();
  return {
    measuredAt: new Date().toISOString(),
    node: process.version,
    load: [loadBefore, loadAverage()],
    rounds,
    perRound: FEWEST_PER_ROUND,
    ...(bare.length > 0 && { bareHttp: lowest(bare) }),
    routes: comparisons.map(({ name, ours, limits }) => ({
      name,
      limit: lowest(limits),
      ours: ours.cost,
      control: limits[1].cost / limits[0].cost,
    })),
  };
}

const loadAverage = (): number => os.loadavg()[0] ?? Number.NaN;

const lowest = (arms: readonly Arm[]): number => Math.min(...arms.map(({ cost }) => cost));
