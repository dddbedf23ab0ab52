import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 150;

/**
 * Repeats a read until it finds something that an event in flight is about to bring.
 * @param timeoutMs milliseconds
 * @returns what was found, or null after `timeoutMs`
 */
export async function waitFor<T>(read: () => Promise<T | null>, timeoutMs = 2500): Promise<T | null> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const found = await read();
    if (found !== null || performance.now() + pause > deadline) return found;
    await sleep(pause);
  }
}
