import { setTimeout as sleep } from 'node:timers/promises';
import { NotFoundError } from '../errors/not-found-error';
import { ServiceUnavailableError } from '../errors/service-unavailable-error';

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

/**
 * Waits up to 2.5 s for a document that events of another service bring. It waits also while the bus is not connected:
 * a process that has just started connects in a moment, and another process of the service may have stored it.
 * @param isBusConnected whether these events can arrive; without them, an unknown document may exist all the same
 * @throws NotFoundError when nothing is found
 * @throws ServiceUnavailableError for the same while the bus is not connected
 */
export async function waitForReplica<T>(
  read: () => Promise<T | null>,
  isBusConnected: () => boolean,
): Promise<T> {
  const found = await waitFor(read);
  if (found !== null) return found;
  throw isBusConnected() ? new NotFoundError() : new ServiceUnavailableError();
}
