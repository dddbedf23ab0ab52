import { setTimeout as sleep } from 'node:timers/promises';
import { readStack } from '@ecommerce/e2e/stack';
import { roleOf } from './processes';

const LOOK_EVERY_MS = 250;
/** The pods' liveness probe gives up after so long without an answer (6 times 10 s); here much sooner. */
const SILENT_FOR_MS = 20_000;

/**
 * Looks on while faults happen: every service's `/healthz` has to answer 200 whatever its database and broker do,
 * and no process may end that we have not ended.
 */
export class Watch {
  /** Liveness probes that were answered. */
  probes = 0;
  private readonly misses = new Set<string>();
  private readonly pids = new Map<string, number>();
  /** Ends that are ours and have not been seen, by role. */
  private readonly expected = new Map<string, number>();
  private readonly paused = new Set<string>();
  private readonly answeredAt = new Map<string, number>();
  private isOver = false;
  private readonly running: Promise<void[]>;

  /** @param closing is aborted when the shop is to stop, after which there is nothing to look at */
  constructor(private readonly closing: AbortSignal) {
    const stack = readStack();
    for (const [name, pid] of Object.entries(stack.processes)) this.pids.set(name, pid);
    const services = Object.keys(stack.services).filter((name) => name !== 'client');
    this.running = Promise.all([
      this.repeat(() => this.lookAtProcesses()),
      ...services.map((name) => this.repeat(() => this.probe(name))),
    ]);
    this.running.catch(() => {}); // reported at stop()
  }

  /** The next end of this process, or of another replica of its service, is ours. */
  expectEnd(name: string): void {
    this.expected.set(roleOf(name), this.expectedOf(name) + 1);
  }

  /** The end that was expected has not come, and is none of ours any more. */
  expectNoEnd(name: string): void {
    this.expected.set(roleOf(name), Math.max(0, this.expectedOf(name) - 1));
  }

  /** This process may end as often as it likes. */
  tolerate(name: string): void {
    this.expected.set(roleOf(name), Infinity);
  }

  /** This process can't answer now, for it was stopped. */
  pause(name: string): void {
    this.paused.add(name);
  }

  resume(name: string): void {
    this.paused.delete(name);
    this.answeredAt.set(name, performance.now());
  }

  /** @returns what went wrong */
  async stop(): Promise<string[]> {
    this.isOver = true;
    await this.running;
    await this.look(() => this.lookAtProcesses());
    return [...this.misses];
  }

  private async repeat(look: () => Promise<void>): Promise<void> {
    while (!this.isOver && !this.closing.aborted) {
      await this.look(look);
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** An experiment that failed leaves its watch behind: its shop stops, and the next one has other processes. */
  private async look(look: () => Promise<void>): Promise<void> {
    try {
      if (!this.closing.aborted) await look();
    } catch (error) {
      if (!this.closing.aborted) throw error;
    }
  }

  private async lookAtProcesses(): Promise<void> {
    const { processes } = readStack();
    for (const [name, pid] of Object.entries(processes)) {
      const before = this.pids.get(name);
      if (before === pid) continue;
      this.pids.set(name, pid);
      this.answeredAt.delete(name);
      if (before === undefined) continue;
      if (this.expectedOf(name) === 0) this.misses.add(`${name} ended by itself (process ${before})`);
      else this.expectNoEnd(name);
    }
  }

  private expectedOf(name: string): number {
    return this.expected.get(roleOf(name)) ?? 0;
  }

  private async probe(name: string): Promise<void> {
    const { url, pid } = readStack().services[name] ?? { url: '', pid: null };
    if (this.paused.has(name) || pid === null) return;
    const since = this.answeredAt.get(name) ?? performance.now();
    this.answeredAt.set(name, since);
    try {
      const { status } = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(SILENT_FOR_MS) });
      this.probes += 1;
      if (status !== 200) this.misses.add(`${name} answered /healthz ${status}`);
      this.answeredAt.set(name, performance.now());
    } catch {
      const silentMs = performance.now() - (this.answeredAt.get(name) ?? performance.now());
      const isSame = readStack().services[name]?.pid === pid && !this.paused.has(name);
      if (isSame && silentMs > SILENT_FOR_MS)
        this.misses.add(`${name} did not answer /healthz for ${Math.round(silentMs / 1000)} s`);
    }
  }
}
