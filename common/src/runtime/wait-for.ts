import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 150;

/**
 * Reads again and again until something is there: for what an event still under way is about to bring.
 * @param timeoutMs how long at most, in milliseconds
 * @returns what was read, or the last empty-handed answer
 */
export async function waitFor<T>(read: () => Promise<T | null>, timeoutMs = 2500): Promise<T | null> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const found = await read();
    if (found !== null || performance.now() + pause > deadline) return found;
    await sleep(pause);
  }
}
