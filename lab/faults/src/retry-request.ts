import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '@ecommerce/e2e/shopper';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;
const TIMEOUT_MS = 180_000;
/** Statuses after which the same request is sent again, as by a shopper's browser. */
const AGAIN = new Set([409, 425, 429, 502, 503, 504]);

/** What answers came, counted by status; 0 stands for a connection that broke. */
export class Answers {
  readonly counts = new Map<number, number>();
  readonly wrong: string[] = [];

  note(what: string, status: number, body?: unknown): void {
    this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
    if (status === 500) this.wrong.push(`${what} was answered 500: ${JSON.stringify(body)}`);
  }

  /** Such as `201: 40, 503: 7`. */
  toString(): string {
    const sorted = [...this.counts].sort(([a], [b]) => a - b);
    return sorted.map(([status, count]) => `${status === 0 ? 'none' : status}: ${count}`).join(', ');
  }
}

/**
 * Sends a request until it gets a final answer.
 * @returns the first answer that does not ask for a retry
 * @throws Error after 3 minutes
 */
export async function retryRequest<T>(
  what: string,
  answers: Answers,
  attempt: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const answer = await attempt().catch(() => undefined);
    answers.note(what, answer?.status ?? 0, answer?.body);
    if (answer && !AGAIN.has(answer.status) && answer.status !== 500) return answer;
    if (performance.now() > deadline)
      throw new Error(`${what}: no answer within ${TIMEOUT_MS / 1000} s, last ${answer?.status}`);
    await sleep(pause);
  }
}

/** Makes an answer about a payment that is not settled yet one that is retried. */
export function retryWhileOpen<T extends { status: number }>(answer: T): T {
  return answer.status === 202 || answer.status === 404 ? { ...answer, status: 425 } : answer;
}
