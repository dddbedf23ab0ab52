import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '@ecommerce/events/user-error';
import { readStack } from '@ecommerce/e2e/stack';
import { withOwnShop } from '../own-shop';
import { fillShop } from './catalogue';
import { cpuMs } from './cpu';
import { type LimitServer, startLimits } from './limits';
import { type BenchRequest, Load } from './load';
import { asTable, findSlower, type RequestReport } from './report';
import { type BenchRoute, routesOf } from './routes';

const WARM_UP = 400;
const SETTLED_MS = 500;
/** The control compares the same code in two processes: this far apart at most. */
const CONTROL = 0.05;

const PER_ROUND = 160;
const [ROUNDS, QUICK_ROUNDS] = [20, 6];
const BASELINE = path.resolve(__dirname, '../../baseline.json');

/** What to compare, and what becomes of the result. */
export interface RequestOptions {
  isQuick: boolean;
  /** No route may be further from its limit than in `baseline.json`, by more than 15 %. */
  isGate: boolean;
  /** A file that gets the result as JSON. */
  report?: string;
}

/** One side of a comparison. */
interface Arm {
  pid: number;
  load: Load;
  requestOf: (index: number) => BenchRequest;
  /** How many requests it was sent. */
  sent: number;
  /** CPU milliseconds of one request, by round. */
  costs: number[];
}

/**
 * Compares the CPU time of the shop's hot routes, request by request, with bare limits on the same machine and database.
 * The sides take turns in each round, and the cheapest round of each counts.
 * @throws UserError when the two sides of the control differ by more than 5 %, or the gate fails
 */
export async function measureRequests(options: RequestOptions): Promise<void> {
  const report = await withOwnShop(() => compare(options.isQuick ? QUICK_ROUNDS : ROUNDS));
  console.log(asTable(report));
  if (options.report) writeFileSync(options.report, `${JSON.stringify(report, null, 2)}\n`);
  if (Math.abs(report.control - 1) > CONTROL)
    throw new UserError(
      `void: the same code differs by more than 5 % (${report.control.toFixed(2)}); run it again`,
    );
  if (!options.isGate) return;
  if (!existsSync(BASELINE))
    throw new UserError('lab/bench/baseline.json is missing: write it with --report on a quiet machine');
  const slower = findSlower(JSON.parse(readFileSync(BASELINE, 'utf8')) as RequestReport, report);
  if (slower.length > 0) throw new UserError(`slower than lab/bench/baseline.json: ${slower.join(', ')}`);
}

async function compare(rounds: number): Promise<RequestReport> {
  const catalogue = await fillShop();
  const limits = [await startLimits(catalogue.uri), await startLimits(catalogue.uri)] as const;
  const loads: Load[] = [];
  const armOf = (pid: number, url: string, requestOf: Arm['requestOf']): Arm => {
    const load = new Load(url);
    loads.push(load);
    return { pid, load, requestOf, sent: 0, costs: [] };
  };
  try {
    const pairs = routesOf(catalogue).map((route) => ({ route, ...armsOf(route, limits[0], armOf) }));
    const product = pairs.find(({ route }) => route.name === 'product') as (typeof pairs)[number];
    const control = armOf(limits[1].pid, limits[1].express, product.route.limit);
    const bare = armOf(limits[0].pid, limits[0].bare, () => ({ method: 'GET', path: '/' }));
    const arms = [...pairs.flatMap(({ ours, limit }) => [limit, ours]), control, bare];
    for (const arm of arms) await send(arm, WARM_UP);
    for (let round = 0; round < rounds; round += 1) {
      await sleep(SETTLED_MS); // what the writes of the round before have left to do
      for (const arm of arms) arm.costs.push(await send(arm, PER_ROUND));
    }
    return {
      measuredAt: new Date().toISOString(),
      node: process.version,
      rounds,
      perRound: PER_ROUND,
      control: costOf(control) / costOf(product.limit),
      bareHttp: costOf(bare),
      routes: pairs.map(({ route, ours, limit }) => ({
        name: route.name,
        limit: costOf(limit),
        ours: costOf(ours),
      })),
    };
  } finally {
    for (const load of loads) load.close();
    for (const server of limits) server.stop();
  }
}

function armsOf(
  { service, ours, limit }: BenchRoute,
  server: LimitServer,
  armOf: (pid: number, url: string, requestOf: Arm['requestOf']) => Arm,
) {
  const { pid, url } = readStack().services[service] as { pid: number; url: string };
  return { ours: armOf(pid, url, ours), limit: armOf(server.pid, server.express, limit) };
}

/** @returns CPU milliseconds of one request */
async function send(arm: Arm, count: number): Promise<number> {
  const first = arm.sent;
  const before = cpuMs(arm.pid);
  await arm.load.send(count, (index) => arm.requestOf(first + index));
  arm.sent += count;
  return (cpuMs(arm.pid) - before) / count;
}

const costOf = ({ costs }: Arm): number => Math.min(...costs);
