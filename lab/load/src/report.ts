import type { AuditReport } from '@ecommerce/audit/audit';
import type { WatchedOrder } from './order-watch';
import { summary, type RouteTimes, type Unexpected } from './tally';

/** What became of a run. Times in milliseconds. */
export interface LoadReport {
  seed: number;
  /** From the first checkout until the last one was done. */
  seconds: number;
  /** Checkouts that were begun. */
  checkouts: number;
  complete: number;
  refunded: number;
  /** Cancelled by the shopper before money was taken. */
  cancelled: number;
  /** Left open by a shopper whose card was declined. */
  unpaid: number;
  /** Orders that have no end, each with how it stands. */
  lost: string[];
  /** From the answer to the payment until the shopper saw the end, of paid orders. */
  paidToEnd: { p50: number; p99: number; max: number };
  /** From placing the order until the shopper saw the end, of paid orders. */
  checkoutTimes: { p50: number; p99: number; max: number };
  edits: number;
  retries: { what: string; count: number }[];
  unexpected: Unexpected[];
  routes: RouteTimes[];
  /** Carts with wrong contents once the shop is quiescent. */
  wrongCarts: string[];
}

/** Whether the shop did all that it must. */
export function isGood({ lost, unexpected, wrongCarts }: LoadReport): boolean {
  return lost.length === 0 && unexpected.length === 0 && wrongCarts.length === 0;
}

/** What the orders of a run say about it. */
export function summarise(
  orders: readonly WatchedOrder[],
): Pick<
  LoadReport,
  'complete' | 'refunded' | 'cancelled' | 'unpaid' | 'lost' | 'paidToEnd' | 'checkoutTimes'
> {
  const count = (end: WatchedOrder['end']): number => orders.filter((order) => order.end === end).length;
  const paid = orders.filter(({ paidAt }) => paidAt !== undefined);
  const until = (from: (order: WatchedOrder) => number): number[] =>
    paid.flatMap((order) => (order.endedAt === undefined ? [] : Math.max(order.endedAt - from(order), 0)));
  return {
    complete: count('complete'),
    refunded: count('refunded'),
    cancelled: count('cancelled'),
    unpaid: count('unpaid'),
    lost: orders.filter(({ end }) => end === undefined).map(describe),
    paidToEnd: summary(until(({ paidAt, endedAt }) => paidAt ?? endedAt ?? 0)),
    checkoutTimes: summary(until(({ placedAt }) => placedAt)),
  };
}

function describe({ id, paidAt, seen }: WatchedOrder): string {
  const { status, fulfilment, paid, refunded, cancelReason = 'none' } = seen;
  const payment = paidAt === undefined ? 'payment not acknowledged' : 'payment acknowledged';
  return `order ${id} has no end: ${status}, fulfilment ${fulfilment}, paid ${paid}, refunded ${refunded}, cancelled for ${cancelReason}; ${payment}`;
}

/** The summary of a run, for people. */
export function reportLines(report: LoadReport): string[] {
  const { complete, refunded, cancelled, unpaid, lost, paidToEnd, checkoutTimes, retries, unexpected } =
    report;
  const total = complete + refunded + cancelled + unpaid + lost.length;
  const ends = [
    `${number(complete)} Complete`,
    `${number(refunded)} refunded`,
    ...(cancelled > 0 ? [`${number(cancelled)} cancelled unpaid`] : []),
    ...(unpaid > 0 ? [`${number(unpaid)} left unpaid`] : []),
    `${number(lost.length)} lost`,
  ];
  return [
    `${number(total)} orders: ${ends.join(', ')}; slowest ${seconds(paidToEnd.max)}`,
    `  paid → end       p50 ${seconds(paidToEnd.p50)}, p99 ${seconds(paidToEnd.p99)}`,
    `  checkout         p50 ${seconds(checkoutTimes.p50)}, p99 ${seconds(checkoutTimes.p99)}`,
    `  rate             ${(report.checkouts / report.seconds).toFixed(1)} checkouts/s over ${report.seconds.toFixed(1)} s, ${number(report.edits)} edits beside them`,
    `  seed             ${report.seed}`,
    ...table('slowest routes', report.routes.slice(0, 6).map(routeLine)),
    ...table(
      'asked again',
      retries.map(({ what, count }) => `${what} × ${number(count)}`),
    ),
    ...table(
      'UNEXPECTED',
      unexpected.map(({ what, count, example }) => `${what} × ${number(count)}, such as ${example}`),
    ),
    ...table('LOST', lost),
    ...table('WRONG CARTS', report.wrongCarts),
  ];
}

/** What the audit after a run says, for people: what it could not check, and each violation with its proof. */
export function auditLines({ violations, leftOut }: Pick<AuditReport, 'violations' | 'leftOut'>): string[] {
  return [
    ...table('left out', leftOut),
    ...violations.flatMap(({ invariant, message, proof }) =>
      table('VIOLATION', [`${invariant} ${message}`, JSON.stringify(proof)]),
    ),
    ...(violations.length === 0 ? table('audit', ['no violation']) : []),
  ];
}

function routeLine({ route, count, p50, p99, max }: RouteTimes): string {
  const times = [p50, p99, max].map((ms) => ms.toFixed(0).padStart(6));
  return `${route.padEnd(28)} p50 ${times[0]} ms  p99 ${times[1]} ms  max ${times[2]} ms  × ${number(count)}`;
}

function table(title: string, lines: string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? title : '').padEnd(16)} ${line}`);
}

const number = (value: number): string => value.toLocaleString('en');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 100 ? 3 : 1)} s`;
