import { setTimeout as sleep } from 'node:timers/promises';
import { pidOf } from '@ecommerce/e2e/crash';
import { eventually } from '@ecommerce/e2e/eventually';
import { readStack } from '@ecommerce/e2e/stack';
import type { Outcome, Setting } from './experiment';
import { duration } from './figures';
import { readObservations } from '@ecommerce/audit/observations';
import type { WatchedOrder } from '@ecommerce/load/order-watch';
import { auditUntilQuiescent } from './audit-until-quiescent';
import { serviceOf } from './chaos-folder';
import type { ShopUnderTest } from './shop-under-test';
import { Shopping, type ShoppingPlan, violationsOf } from './shopping';
import { Watch } from './watch';

/** Every order is final so soon after the last fault has healed. */
const FINAL_WITHIN_MS = 30_000;
/** Longer than the supervisor's longest pause before it starts a process again. */
const RESTARTED_WITHIN_MS = 90_000;

/** What a trial brought. */
export interface Findings extends Omit<Outcome, 'amount'> {
  /** How many there were while faults happened and afterwards. */
  checkouts: number;
  /** Of a checkout, from its payment's answer to its end, in milliseconds. */
  paidToEndP99: number;
  /** What was asked again and why, such as `POST /api/orders 503`. */
  retries: { what: string; count: number }[];
}

/** Faults under load in one shop, from the first checkout to the audit. */
export class Trial {
  readonly watch: Watch;

  private constructor(
    readonly shop: ShopUnderTest,
    readonly shopping: Shopping,
    /** How long orders and books may take to become quiescent, in milliseconds. */
    private readonly limit: number,
  ) {
    this.watch = new Watch(shop.closing.signal);
  }

  static async begin(shop: ShopUnderTest, plan: ShoppingPlan, { random, lab }: Setting): Promise<Trial> {
    const limit = FINAL_WITHIN_MS * lab.stretch;
    return new Trial(shop, await Shopping.begin(shop, plan, random.fork(), limit), limit);
  }

  /** Kills a process with signal 9 and waits until the supervisor has started another one. */
  async kill(name: string): Promise<void> {
    const pid = pidOf(name);
    this.watch.expectEnd(name);
    process.kill(pid, 'SIGKILL');
    await this.restarted(name, pid);
  }

  /** Waits until another process than this one has the name. */
  async restarted(name: string, pid: number): Promise<void> {
    await eventually(async () => {
      const now = readStack().processes[name];
      if (now === undefined || now === pid) throw new Error(`${name} has not been started again`);
    }, RESTARTED_WITHIN_MS);
  }

  /** Asks a process to end and waits until another one is ready in its place, as a rollout does. */
  async replace(name: string): Promise<void> {
    const pid = pidOf(name);
    this.watch.expectEnd(name);
    process.kill(pid, 'SIGTERM');
    await this.restarted(name, pid);
    await eventually(async () => {
      const { status } = await fetch(`${readStack().services[name]?.url}/readyz`);
      if (status !== 200) throw new Error(`${name} is not ready`);
    }, RESTARTED_WITHIN_MS);
  }

  /** Stops a process for a while, as an overloaded machine does. */
  async pause(name: string, ms: number): Promise<void> {
    const pid = pidOf(name);
    this.watch.pause(name);
    process.kill(pid, 'SIGSTOP');
    try {
      await sleep(ms);
    } finally {
      process.kill(pid, 'SIGCONT');
      this.watch.resume(name);
    }
  }

  /**
   * Stops one process of a service at a named effect for a while, with all that it has read up to there.
   * @throws Error when no process comes by within a minute and a half
   */
  async standStillAt(label: string, ms: number): Promise<void> {
    const { chaos, stack } = this.shop;
    const service = serviceOf(label);
    chaos.arm(service, { label, nth: 1, signal: 'SIGSTOP' });
    const pid = await eventually(async () => {
      const struck = chaos.struck(service);
      if (struck === undefined) throw new Error(`no process of ${service} comes by "${label}"`);
      return struck;
    }, RESTARTED_WITHIN_MS);
    const name = Object.entries(stack.processes).find(([, each]) => each === pid)?.[0] ?? service;
    this.watch.pause(name);
    try {
      await sleep(ms);
    } finally {
      process.kill(pid, 'SIGCONT');
      this.watch.resume(name);
    }
  }

  /**
   * To be called when everything has healed: waits for the checkouts that are left, for every order's end, and for
   * the books to balance.
   * @param restless what else must end before the shop is quiescent
   * @returns everything that did not hold, and what was seen
   */
  async end(restless?: () => Promise<void>): Promise<Findings> {
    const { shop, shopping, limit } = this;
    const healedAt = performance.now();
    const report = await shopping.end();
    await restless?.();
    const observations = readObservations(shopping.observationsFile);
    const violations = [
      ...(await this.watch.stop()),
      ...violationsOf(report),
      ...(await auditUntilQuiescent(shop, limit, { observations })),
    ];
    const final = Math.max(...shopping.ended.map((order) => timeToEnd(order, healedAt)), 0);
    const misses = final > limit ? [`an order was final only ${duration(final)} after the last fault`] : [];
    const repeated = report.retries.reduce((sum, { count }) => sum + count, 0);
    const seen = [
      `${report.checkouts} checkouts: ${report.complete} Complete, ${report.refunded} refunded, ${report.lost.length} lost`,
      `every order final ${duration(final)} after the last fault or its payment`,
      `paid to end p99 ${duration(report.paidToEnd.p99)}, longest ${duration(report.paidToEnd.max)}`,
      `${repeated} requests sent again`,
      `${this.watch.probes} liveness probes`,
    ];
    return {
      violations,
      misses,
      seen,
      checkouts: report.checkouts,
      paidToEndP99: report.paidToEnd.p99,
      retries: report.retries,
    };
  }
}

/** From when nothing was broken any more and the order was paid (or placed) until its end, in milliseconds. */
function timeToEnd({ endedAt = 0, paidAt, placedAt }: WatchedOrder, healedAt: number): number {
  return Math.max(0, endedAt - Math.max(healedAt, paidAt ?? placedAt));
}
