/** What one request of a route costs, in milliseconds of CPU time. */
export interface RouteCost {
  name: string;
  limit: number;
  ours: number;
}

/** The result of a comparison. */
export interface RequestReport {
  measuredAt: string;
  node: string;
  rounds: number;
  /** Requests of one side in one round. */
  perRound: number;
  /** The limit of one product in a second process, divided by the first: 1 on a quiet machine. */
  control: number;
  /** A constant answer by Node's http alone. */
  bareHttp: number;
  routes: RouteCost[];
}

/** How much further from its limit a route may be than in an earlier result. */
const GATE = 1.15;

/** The share of the limit that a route reaches: 1 is as cheap as the limit. */
export const reachOf = ({ limit, ours }: RouteCost): number => limit / ours;

/** @returns the routes that are further from their limit than in an earlier result, by more than 15 % */
export function findSlower(before: RequestReport, now: RequestReport): string[] {
  return now.routes.flatMap((route) => {
    const earlier = before.routes.find(({ name }) => name === route.name);
    if (!earlier || reachOf(earlier) / reachOf(route) <= GATE) return [];
    return [`${route.name} (${reachOf(earlier).toFixed(2)} → ${reachOf(route).toFixed(2)} of its limit)`];
  });
}

/** The result as a table for people. */
export function asTable(report: RequestReport): string {
  const { routes, rounds, perRound, control, bareHttp } = report;
  return [
    `CPU time of one request, ms; lowest of ${rounds} rounds of ${perRound}; control ${control.toFixed(2)}.`,
    '',
    '| route | limit | ours | limit ÷ ours |',
    '| --- | --- | --- | --- |',
    ...routes.map(
      (route) =>
        `| ${route.name} | ${route.limit.toFixed(3)} | ${route.ours.toFixed(3)} | ${reachOf(route).toFixed(2)} |`,
    ),
    `| node:http, constant answer | ${bareHttp.toFixed(3)} | | |`,
  ].join('\n');
}
