import { quantile } from '@ecommerce/e2e/statistics';

/** An answer that nobody should get, and how often. */
export interface Unexpected {
  /** Such as `POST /api/orders 500`. */
  what: string;
  count: number;
  /** What the first of them said. */
  example: string;
}

/** How the answers of a route came, in milliseconds. */
export interface RouteTimes {
  route: string;
  count: number;
  p50: number;
  p99: number;
  max: number;
}

/** Counts the answers of a run: times by route, retries by reason, and what should not have been. */
export class Tally {
  readonly #times = new Map<string, number[]>();
  readonly #retries = new Map<string, number>();
  readonly #unexpected = new Map<string, Unexpected>();

  /** A request was answered, in whatever way. */
  answered(route: string, ms: number): void {
    const times = this.#times.get(route);
    if (times) times.push(ms);
    else this.#times.set(route, [ms]);
  }

  /** A request is sent again, for this reason: a status or the code of a connection error. */
  retried(route: string, reason: string): void {
    const what = `${route} ${reason}`;
    this.#retries.set(what, (this.#retries.get(what) ?? 0) + 1);
  }

  /** Something came that no shopper should see. */
  unexpected(what: string, example: string): void {
    const known = this.#unexpected.get(what);
    if (known) known.count += 1;
    else this.#unexpected.set(what, { what, count: 1, example });
  }

  get retryCount(): number {
    return [...this.#retries.values()].reduce((sum, count) => sum + count, 0);
  }

  get unexpectedCount(): number {
    return [...this.#unexpected.values()].reduce((sum, { count }) => sum + count, 0);
  }

  retries(): { what: string; count: number }[] {
    return [...this.#retries].map(([what, count]) => ({ what, count })).sort((a, b) => b.count - a.count);
  }

  unexpectedAnswers(): Unexpected[] {
    return [...this.#unexpected.values()].sort((a, b) => b.count - a.count);
  }

  /** The slowest route first. */
  routeTimes(): RouteTimes[] {
    return [...this.#times]
      .map(([route, times]) => ({ route, count: times.length, ...summary(times) }))
      .sort((a, b) => b.p99 - a.p99);
  }
}

/** Median, 99th percentile and maximum; all 0 of an empty list. */
export function summary(times: readonly number[]): { p50: number; p99: number; max: number } {
  const [p50 = 0, p99 = 0, max = 0] =
    times.length > 0 ? [0.5, 0.99, 1].map((share) => quantile(times, share)) : [];
  return { p50, p99, max };
}
