import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something for so long at most, and leaves no timer behind. @returns whether it came */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const tooLong = sleep(Math.max(ms, 0), false, { signal: timer.signal }).catch(() => false);
  return Promise.race([promise.then(() => true), tooLong]).finally(() => timer.abort());
}
