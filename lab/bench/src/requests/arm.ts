import { cpuMs } from './cpu';

/** Requests of one round, at least. */
const FEWEST_PER_ROUND = 150;
/** CPU time of one round, at least. One collection of the whole heap takes 30 ms of it. */
export const ROUND_MS = 300;
const WARM_UP_ROUND_MS = 60;
/** A side is warm when a round is no cheaper than the cheapest before it, but for this share. */
const STABLE = 0.02;
const [FEWEST_WARM_UPS, MOST_WARM_UPS] = [8, 24];

/** What an arm sends, and to which process. */
export interface Target {
  pid: number;
  /** Sends so many requests; `first` is how many were sent before. */
  send: (count: number, first: number) => Promise<void>;
  /** Resolves when nothing that the requests have started is still running. */
  settled?: () => Promise<void>;
}

/** One side of a comparison: the requests of one route to one process. */
export class Arm {
  /** CPU milliseconds of all rounds. */
  private spent = 0;
  private measured = 0;
  private sent = 0;
  private perRound = FEWEST_PER_ROUND;

  constructor(private readonly target: Target) {}

  /** CPU milliseconds of one request, the mean of all rounds: collections of garbage are a part of what it costs. */
  get cost(): number {
    return this.spent / this.measured;
  }

  /** Sends rounds until the process has compiled what it runs often. They do not count. */
  async warmUp(): Promise<void> {
    const costs: number[] = [];
    while (costs.length < MOST_WARM_UPS && !isStable(costs)) {
      costs.push(await this.send());
      this.fitRound(WARM_UP_ROUND_MS, Math.min(...costs));
    }
    this.fitRound(ROUND_MS, Math.min(...costs));
  }

  async measure(): Promise<void> {
    this.spent += (await this.send()) * this.perRound;
    this.measured += this.perRound;
  }

  /** @param cost CPU milliseconds of one request */
  private fitRound(milliseconds: number, cost: number): void {
    this.perRound = Math.max(FEWEST_PER_ROUND, Math.ceil(milliseconds / cost));
  }

  /** @returns CPU milliseconds of one request, with what it leaves behind: a relay publishes after the answer */
  private async send(): Promise<number> {
    const { pid, send, settled } = this.target;
    const first = this.sent;
    const count = this.perRound;
    this.sent += count;
    const before = cpuMs(pid);
    await send(count, first);
    await settled?.();
    return (cpuMs(pid) - before) / count;
  }
}

/** Whether the cost of a side no longer falls from round to round. */
export function isStable(costs: readonly number[]): boolean {
  const last = costs.at(-1);
  if (last === undefined || costs.length < FEWEST_WARM_UPS) return false;
  return last >= Math.min(...costs.slice(0, -1)) * (1 - STABLE);
}
