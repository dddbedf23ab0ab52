/**
 * Waits for `work`, but no longer than `timeoutMs`. The work itself goes on after that, and no timer is left behind.
 * @param timeoutMs milliseconds
 * @param onTimeout gives the result, or throws the error, of a wait that timed out
 * @throws what `work` fails with in time, or what `onTimeout` throws
 */
export async function withTimeout<Result, Late>(
  work: Promise<Result>,
  timeoutMs: number,
  onTimeout: () => Late,
): Promise<Result | Late> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    return await Promise.race([work, timeout.then(onTimeout)]);
  } finally {
    clearTimeout(timer);
  }
}

/** For `withTimeout`, when the caller goes on either way. */
export const ignoreTimeout = (): void => undefined;
