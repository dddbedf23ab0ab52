import { setTimeout as sleep } from './timers';
import { currentEnvironment } from './step';

/**
 * In place of common's: a wait that is shorter than any that the models let time pass for never times out. It takes no
 * signal, because no service shuts down in the models.
 */
const SHORT_MS = 2000;

export async function withTimeout<Result, Late>(
  work: Promise<Result>,
  timeoutMs: number,
  onTimeout: () => Late,
): Promise<Result | Late> {
  if (currentEnvironment() && timeoutMs < SHORT_MS) return work;
  const timer = new AbortController();
  const timeout = sleep(timeoutMs, undefined, { signal: timer.signal }).then(onTimeout);
  timeout.catch(() => undefined); // called off
  return Promise.race([work, timeout]).finally(() => timer.abort());
}

export const ignoreTimeout = (): void => undefined;
