import { createHash } from 'node:crypto';
import { withDatabaseTimeout } from '../database/database-deadline';
import { isDatabaseUnavailable } from '../database/database';
import { rateCounts } from './rate-count';

const WINDOW_MS = 60_000;
/** The share of a limit that each process lets through before it asks the others, by way of the database. */
const OWN_SHARE = 0.1;
/** A database that is slower than this does not hold up a request. */
const ANSWER_WITHIN_MS = 3000;
/** With more keys than this the process forgets the oldest; their counts in the database stay. */
const MAX_TALLIES = 100_000;

interface Tally {
  /** The requests of this minute that the process knows of. */
  count: number;
  /** Those of them that the database does not know of. */
  unreported: number;
}

/**
 * Counts requests by minute, for all processes of a service together. A process counts in memory until a key has used a
 * tenth of its limit, and from then on in the database too. Once a key is over its limit, it costs no more calls until
 * the minute ends. With n processes a key gets at most its limit and n − 1 tenths of it; a limit below 10 is exact.
 * While the database does not answer, each process applies the limit by itself: it fails open (ADR 0049).
 */
export class RateLimiter {
  private readonly model = rateCounts();
  private readonly tallies = new Map<string, Tally>();
  private minute = 0;

  /**
   * @param now milliseconds since 1970; processes have to agree on the minute
   * @param answerWithinMs how long a request waits for the database
   */
  constructor(
    private readonly now: () => number = Date.now,
    private readonly answerWithinMs = ANSWER_WITHIN_MS,
  ) {}

  /**
   * Counts a request.
   * @param key whose request it is
   * @returns seconds after which to retry; 0 when the request may go on
   */
  async count(key: string, perMinute: number): Promise<number> {
    const now = this.now();
    const minute = Math.floor(now / WINDOW_MS);
    const tally = this.tallyOf(key, minute);
    const wait = Math.ceil(((minute + 1) * WINDOW_MS - now) / 1000);
    if (tally.count >= perMinute) return wait;
    tally.count += 1;
    tally.unreported += 1;
    if (tally.count <= perMinute * OWN_SHARE) return 0;
    const total = await this.report(`${key} ${minute}`, minute, tally);
    tally.count = Math.max(tally.count, total);
    return total > perMinute ? wait : 0;
  }

  private tallyOf(key: string, minute: number): Tally {
    if (minute !== this.minute) {
      this.minute = minute;
      this.tallies.clear();
    }
    let tally = this.tallies.get(key);
    if (!tally) {
      if (this.tallies.size >= MAX_TALLIES) this.tallies.delete(this.tallies.keys().next().value as string);
      this.tallies.set(key, (tally = { count: 0, unreported: 0 }));
    }
    return tally;
  }

  /** @returns how many all processes have counted; 0 while the database does not answer */
  private async report(key: string, minute: number, tally: Tally): Promise<number> {
    const { unreported } = tally;
    tally.unreported = 0;
    const write = this.model.collection.findOneAndUpdate(
      { _id: createHash('sha256').update(key).digest('base64url') as never },
      { $inc: { count: unreported }, $setOnInsert: { expiresAt: new Date((minute + 2) * WINDOW_MS) } },
      // A killed database may forget the last requests.
      { upsert: true, returnDocument: 'after', writeConcern: { w: 1, j: false } },
    );
    try {
      return (
        ((await withDatabaseTimeout(write, this.answerWithinMs)) as { count: number } | null)?.count ?? 0
      );
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      tally.unreported += unreported;
      return 0;
    }
  }
}
