import type { StoredAnswer } from './changes';

/** Stripe forgets an idempotency key after a day. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

/** The answers by idempotency key, oldest first. */
export class Answers {
  private readonly byKey = new Map<string, StoredAnswer>();

  /** The answer stored under a key, unless it is too old by now. */
  find(key: string, now: number): StoredAnswer | undefined {
    const answer = this.byKey.get(key);
    return answer !== undefined && now - answer.at < KEPT_MS ? answer : undefined;
  }

  put(answer: StoredAnswer): void {
    this.byKey.delete(answer.key);
    this.byKey.set(answer.key, answer);
    this.forgetExpired(answer.at);
  }

  clear(): void {
    this.byKey.clear();
  }

  private forgetExpired(now: number): void {
    for (const [key, answer] of this.byKey) {
      if (now - answer.at < KEPT_MS) return;
      this.byKey.delete(key);
    }
  }
}
