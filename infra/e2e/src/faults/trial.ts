import { setTimeout as sleep } from 'node:timers/promises';
import { pidOf } from '../crash';
import { eventually } from '../eventually';
import { readStack } from '../stack';
import type { Setting } from './experiment';
import { duration } from './figures';
import { auditAtRest } from './at-rest';
import type { ShopUnderTest } from './shop-under-test';
import { Shopping, type ShoppingPlan, wrongsOf } from './shopping';
import { Watch } from './watch';

/** Every order is final so soon after the last fault has healed. */
const FINAL_WITHIN_MS = 30_000;
/** Longer than the supervisor's longest pause before it starts a process again. */
const RESTARTED_WITHIN_MS = 90_000;

/** What a trial brought. */
export interface Findings {
  misses: string[];
  seen: string[];
  /** Of a checkout, from its payment's answer to its end, in milliseconds. */
  paidToEndP99: number;
  /** What was asked again and why, such as `POST /api/orders 503`. */
  retries: { what: string; count: number }[];
}

/** Faults under load in one shop, from the first checkout to the auditor's word. */
export class Trial {
  readonly watch = new Watch();

  private constructor(
    readonly shop: ShopUnderTest,
    readonly shopping: Shopping,
    /** How long orders and books may take to come to rest, in milliseconds. */
    private readonly limit: number,
  ) {}

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

  /** Stops a process for a while, as a machine does that is out of breath. */
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
   * To be called when everything has healed: waits for the checkouts under way, for every order's end, and for
   * the books to balance.
   * @returns everything that did not hold, and what was seen
   */
  async end(): Promise<Findings> {
    const { shop, shopping, limit } = this;
    const report = await shopping.end();
    const { observationsFile } = shopping;
    const misses = [
      ...(await this.watch.stop()),
      ...wrongsOf(report),
      ...(await auditAtRest(shop, limit, { observationsFile })),
    ];
    const repeated = report.retries.reduce((sum, { count }) => sum + count, 0);
    const seen = [
      `${report.complete} Complete, ${report.refunded} refunded, ${report.lost.length} lost`,
      `paid to end p99 ${duration(report.paidToEnd.p99)}, longest ${duration(report.paidToEnd.max)}`,
      `${repeated} requests sent again`,
      `${this.watch.probes} liveness probes`,
    ];
    return { misses, seen, paidToEndP99: report.paidToEnd.p99, retries: report.retries };
  }
}
