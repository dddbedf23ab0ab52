import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when `work` has settled, or after `ms` milliseconds if it has not; leaves no timer behind. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  const timeout = sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([settled, timeout]);
  timer.abort();
}
