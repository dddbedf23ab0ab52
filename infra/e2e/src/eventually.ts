import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Tries again until `check` passes: for what an event brings a moment later.
 * @throws the last failure, after `withinMs`
 */
export async function eventually<T>(check: () => Promise<T>, withinMs = 15_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}
