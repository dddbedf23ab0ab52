import { setTimeout as sleep } from 'node:timers/promises';
import { violations } from '../books';
import { pidOf } from '../crash';
import { eventually } from '../eventually';
import { readStack } from '../stack';
import type { Setting } from './experiment';
import { duration } from './figures';
import type { ShopUnderTest } from './shop-under-test';
import { Traffic, type TrafficPlan } from './traffic';
import { Watch } from './watch';

/** Every order is final so soon after the last fault has healed. */
const FINAL_WITHIN_MS = 30_000;
/** Longer than the supervisor's longest pause before it starts a process again. */
const RESTARTED_WITHIN_MS = 90_000;

/** Faults under load in one shop, from the first checkout to the auditor's word. */
export class Trial {
  readonly watch = new Watch();
  private constructor(
    readonly shop: ShopUnderTest,
    readonly traffic: Traffic,
    private readonly setting: Setting,
  ) {}

  static async begin(shop: ShopUnderTest, plan: TrafficPlan, setting: Setting): Promise<Trial> {
    return new Trial(shop, await Traffic.start(plan, setting.random.fork()), setting);
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
   * @param isKnown violations that the experiment brought about itself
   * @returns everything that did not hold, and what was seen
   */
  async end(
    isKnown: (violation: string) => boolean = () => false,
  ): Promise<{ misses: string[]; seen: string[] }> {
    const { traffic, setting } = this;
    const limit = FINAL_WITHIN_MS * setting.lab.slowness;
    await traffic.finish();
    const healed = performance.now();
    const unfinished = await traffic.untilFinal(limit);
    const finalAfter = performance.now() - healed;
    const audit = await atRest(limit, isKnown);
    const misses = [...(await this.watch.stop()), ...new Set(traffic.answers.wrong), ...unfinished, ...audit];
    const seen = [
      `${traffic.checkouts} checkouts`,
      `all final ${duration(finalAfter)} after the last heal`,
      `answers ${traffic.answers.toString()}`,
      `${this.watch.probes} liveness probes`,
    ];
    return { misses, seen };
  }
}

/** @returns the violations that are still there after the time, none as soon as the books balance */
export async function atRest(
  withinMs: number,
  isKnown: (violation: string) => boolean = () => false,
): Promise<string[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = (await violations()).filter((violation) => !isKnown(violation));
    if (found.length === 0 || performance.now() > deadline) return found;
    await sleep(200);
  }
}
