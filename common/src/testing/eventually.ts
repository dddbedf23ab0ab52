import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 20;

/**
 * Repeats `check` until it neither throws nor returns false.
 * @param timeoutMs milliseconds
 * @returns what `check` returned
 * @throws what the last check threw, or that it returned false
 */
export async function eventually<T>(check: () => T | Promise<T>, timeoutMs = 15_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      const result = await check();
      if (result !== false) return result;
      throw new Error(`still false after ${timeoutMs} ms: ${String(check)}`);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
