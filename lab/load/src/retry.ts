import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '@ecommerce/e2e/shopper';

/** "Not now": a part of the shop is unavailable or busy, and a shopper retries. */
const NOT_NOW = [429, 502, 503, 504];
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** How a request is retried. */
export interface RetryOptions {
  /** More statuses of this request after which it is sent again. */
  again?: readonly number[];
  /** How long it is asked at most, in milliseconds. */
  retryForMs: number;
  /** Called for each repetition: the status or the code of a connection error. */
  retried: (reason: string) => void;
}

/** What was answered last, or the connection error when nothing was. */
export type LastAnswer<T> = { answer: Answer<T>; error?: undefined } | { answer?: undefined; error: Error };

/**
 * Asks until the answer is not "not now" or the time has run out, pausing as Retry-After says, else ever longer.
 * @returns the last answer, which may still be "not now", or the last connection error
 */
export async function requestWithRetries<T>(
  attempt: () => Promise<Answer<T>>,
  { again = [], retryForMs, retried }: RetryOptions,
): Promise<LastAnswer<T>> {
  const deadline = performance.now() + retryForMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const last = await attempt().then((answer): LastAnswer<T> => ({ answer }), connectionError);
    const status = last.answer?.status;
    if (status !== undefined && !NOT_NOW.includes(status) && !again.includes(status)) return last;
    const wanted = Number(last.answer?.headers.get('retry-after') ?? Number.NaN) * 1_000;
    const pause = Number.isFinite(wanted) ? Math.min(wanted, 10_000) : pauseMs;
    if (performance.now() + pause > deadline) return last;
    retried(last.error ? codeOf(last.error) : String(status));
    await sleep(pause);
  }
}

/** fetch wraps what the system says in an error that says nothing; any other error is a fault of ours. */
function connectionError(error: unknown): { answer?: undefined; error: Error } {
  if (!(error as Error).cause) throw error;
  return { error: error as Error };
}

/** The system's name of a connection error, such as ECONNRESET. */
export function codeOf(error: Error): string {
  const { code, message } = error.cause as NodeJS.ErrnoException;
  return code ?? message;
}
