import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Repeats `check` until it passes, for results that an event in flight is about to bring.
 * @param pauseMs between two attempts; longer for a check that is work for the shop
 * @throws the last failure, after `withinMs`
 */
export async function eventually<T>(check: () => Promise<T>, withinMs = 15_000, pauseMs = 50): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(pauseMs);
    }
  }
}
