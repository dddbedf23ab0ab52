import { ROUND_MS } from './arm';

/** What was measured between the start of all processes and their end, in milliseconds of CPU time. */
export interface Generation {
  routes: { name: string; ours: number; limits: [number, number] }[];
  /** A constant answer by Node's http alone, in each process of the limits; there may be none. */
  bareHttp: number[];
}

/** What one request of a route costs, in milliseconds of CPU time. */
export interface RouteCost {
  name: string;
  limit: number;
  ours: number;
  /** The limit in the second process of each generation, divided by that in the first: 1 on a quiet machine. */
  control: number;
}

/** The result of a comparison. */
export interface RequestReport {
  measuredAt: string;
  node: string;
  /** Load averages of one minute, before and after. */
  load: [number, number];
  generations: number;
  /** Of each generation. */
  rounds: number;
  /** CPU milliseconds of one side in one round, at least. */
  roundMs: number;
  /** A constant answer by Node's http alone. */
  bareHttp?: number;
  routes: RouteCost[];
}

/**
 * The figures over all generations, as means: what differs from process to process is chance in both directions. The
 * lowest would be the luckiest process, and a median of so few jumps from one kind of process to the other.
 */
export function summarize(
  generations: readonly Generation[],
  { rounds, load }: Pick<RequestReport, 'rounds' | 'load'>,
): RequestReport {
  const bareHttp = generations.flatMap((generation) => generation.bareHttp);
  const names = generations[0]?.routes.map(({ name }) => name) ?? [];
  return {
    measuredAt: new Date().toISOString(),
    node: process.version,
    load,
    generations: generations.length,
    rounds,
    roundMs: ROUND_MS,
    ...(bareHttp.length > 0 && { bareHttp: mean(bareHttp) }),
    routes: names.map((name) => {
      const costs = generations.flatMap(({ routes }) => routes.filter((route) => route.name === name));
      const first = mean(costs.map(({ limits }) => limits[0]));
      const second = mean(costs.map(({ limits }) => limits[1]));
      const ours = mean(costs.map((cost) => cost.ours));
      return { name, limit: mean([first, second]), ours, control: second / first };
    }),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The control compares the same code in two processes: this far apart at most. */
const CONTROL = 0.05;

/** How much further from its limit a route may be than in an earlier result. */
const GATE = 1.15;

/** The share of the limit that a route reaches: 1 is as cheap as the limit. */
export const reachOf = ({ limit, ours }: RouteCost): number => limit / ours;

/** @returns the routes whose control differs by more than 5 %: something else decided what they cost */
export const findVoid = ({ routes }: RequestReport): string[] =>
  routes.flatMap(({ name, control }) =>
    Math.max(control, 1 / control) > 1 + CONTROL ? [`${name} (${control.toFixed(2)})`] : [],
  );

/** @returns the routes that are further from their limit than in an earlier result, by more than 15 % */
export function findSlower(before: RequestReport, now: RequestReport): string[] {
  return now.routes.flatMap((route) => {
    const earlier = before.routes.find(({ name }) => name === route.name);
    if (!earlier || reachOf(earlier) / reachOf(route) <= GATE) return [];
    return [`${route.name} (${reachOf(earlier).toFixed(2)} → ${reachOf(route).toFixed(2)} of its limit)`];
  });
}

/** The result as a table for people. @param unit what is sent */
export function asTable(report: RequestReport, unit = 'request'): string {
  const { routes, generations, rounds, roundMs, bareHttp, load } = report;
  const [before, after] = load.map((average) => average.toFixed(1));
  return [
    `CPU time of one ${unit}, ms; mean of ${generations} generations of processes with ${rounds} rounds of ` +
      `${roundMs} ms or more; load average ${before} to ${after}.`,
    '',
    '| route | limit | ours | limit ÷ ours | control |',
    '| --- | --- | --- | --- | --- |',
    ...routes.map((route) => {
      const { name, limit, ours, control } = route;
      return `| ${name} | ${limit.toFixed(3)} | ${ours.toFixed(3)} | ${reachOf(route).toFixed(2)} | ${control.toFixed(2)} |`;
    }),
    ...(bareHttp === undefined ? [] : [`| node:http, constant answer | ${bareHttp.toFixed(3)} | | | |`]),
  ].join('\n');
}
