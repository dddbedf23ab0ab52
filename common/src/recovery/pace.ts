import { setTimeout as sleep } from 'node:timers/promises';

/** Rate limit: spreads turns evenly; unused turns do not accumulate. */
export class Pace {
  private readonly gapMs: number;
  private nextAt = 0;

  /** @param perSecond the most turns per second */
  constructor(perSecond: number) {
    this.gapMs = 1000 / perSecond;
  }

  /** Resolves at the caller's turn. @throws the reason of `signal` when it is aborted meanwhile */
  async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const at = Math.max(this.nextAt, now);
    this.nextAt = at + this.gapMs;
    if (at > now) await sleep(at - now, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
