/**
 * Waits for `work`, but no longer than `timeoutMs`. The work itself goes on after that, and no timer is left behind.
 * @param timeoutMs milliseconds
 * @param onTimeout gives the result, or throws the error, of a wait that timed out
 * @param signal ends the wait like a timeout when it is aborted
 * @throws what `work` fails with in time, or what `onTimeout` throws
 */
export async function withTimeout<Result, Late>(
  work: Promise<Result>,
  timeoutMs: number,
  onTimeout: () => Late,
  signal?: AbortSignal,
): Promise<Result | Late> {
  if (signal?.aborted) return onTimeout();
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => undefined;
  const timeout = new Promise<void>((resolve) => {
    stop = resolve;
    timer = setTimeout(stop, timeoutMs);
    signal?.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, timeout.then(onTimeout)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** For `withTimeout`, when the caller goes on either way. */
export const ignoreTimeout = (): void => undefined;
