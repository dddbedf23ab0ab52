import { setTimeout as sleep } from 'node:timers/promises';
import { type Probe, untilReady } from '../supervisor/readiness';

/** Well within the second for which a stopping service still accepts connections. */
const WATCH_EVERY_MS = 250;

/** One of the processes that serve a backend. */
export interface Replica {
  /** Base URL on loopback. */
  url: string;
  /** Says whether it serves. */
  ready: Probe;
}

/** The processes of one backend, used in turn; an unavailable one only when no other is left. */
export class Replicas {
  readonly #away = new Set<Replica>();
  #turn = 0;
  #isClosed = false;

  /** @param replicas at least one */
  constructor(private readonly replicas: readonly Replica[]) {}

  /** The next in turn. */
  next(): Replica {
    const [first] = this.inTurn();
    if (!first) throw new Error('a backend without a process');
    this.#turn += 1;
    return first;
  }

  /** All of them in the order in which to try them, unavailable ones last. */
  inTurn(): Replica[] {
    const count = this.replicas.length;
    const turned = this.replicas.map((_, index) => this.replicas[(this.#turn + index) % count] as Replica);
    return [
      ...turned.filter((replica) => !this.#away.has(replica)),
      ...turned.filter((replica) => this.#away.has(replica)),
    ];
  }

  /** The process that listens on this loopback port, if it is one of these. */
  at(port: number | undefined): Replica | undefined {
    return this.replicas.find(({ url }) => Number(new URL(url).port) === port);
  }

  /** It stops, is not ready, refuses connections, or was just started: others are asked until it is ready. */
  away(replica: Replica): void {
    if (this.replicas.length === 1 || this.#away.has(replica)) return;
    this.#away.add(replica);
    void this.#backWhenReady(replica);
  }

  /**
   * Asks each all the time whether it is ready, as a cluster's load balancer does: one that stops is left before it
   * refuses connections, or closes those that the system has taken and it has not.
   */
  watch(): void {
    if (this.replicas.length > 1) for (const replica of this.replicas) void this.#watch(replica);
  }

  /** Watches no more, and forgets the unavailable ones. */
  close(): void {
    this.#isClosed = true;
  }

  async #watch(replica: Replica): Promise<void> {
    while (!this.#isClosed) {
      await sleep(WATCH_EVERY_MS, undefined, { ref: false });
      if (!this.#away.has(replica) && !(await replica.ready())) this.away(replica);
    }
  }

  async #backWhenReady(replica: Replica): Promise<void> {
    try {
      await untilReady(replica.ready, () => {
        if (this.#isClosed) throw new Error('closed');
      });
      this.#away.delete(replica);
    } catch {
      // Nobody asks any more.
    }
  }
}
