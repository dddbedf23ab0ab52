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
  if (signal?.aborted) {
    work.catch(ignoreTimeout);
    return onTimeout();
  }
  // One promise instead of a race of three: this runs around every call of the database.
  return new Promise<Result | Late>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', endLate);
    };
    const endLate = (): void => {
      end();
      Promise.resolve().then(onTimeout).then(resolve, reject);
    };
    const timer = setTimeout(endLate, timeoutMs);
    signal?.addEventListener('abort', endLate);
    work.then(
      (result) => {
        end();
        resolve(result);
      },
      (error: Error) => {
        end();
        reject(error);
      },
    );
  });
}

/** For `withTimeout`, when the caller goes on either way. */
export const ignoreTimeout = (): void => undefined;
