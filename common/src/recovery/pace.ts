import { setTimeout as sleep } from 'node:timers/promises';

/** Lets so many through in a second, evenly; what was not used is not made up for. */
export class Pace {
  private readonly gapMs: number;
  private nextAt = 0;

  constructor(perSecond: number) {
    this.gapMs = 1000 / perSecond;
  }

  /** Resolves when it is the caller's turn. @throws what the signal is aborted with */
  async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const at = Math.max(this.nextAt, now);
    this.nextAt = at + this.gapMs;
    if (at > now) await sleep(at - now, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
