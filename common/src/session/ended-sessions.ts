import type { UserSessionsEnded } from '../events/contracts';
import { guardedUpsert } from '../database/guarded-upsert';
import type { PeriodicJob } from '../runtime/periodic';
import { EndedSession, KEPT_MS } from './ended-session';
import type { Session } from './current-session';

const MOST_IN_MEMORY = 100_000;
const CLOCKS_DIFFER_MS = 60 * 60 * 1000;
const READ_EVERY_MS = 10_000;
/** Ends become readable a little later than the time that they carry. */
const READ_AGAIN_MS = 10_000;

interface KnownEnd {
  gen: number;
  /** Milliseconds since 1970. */
  at: number;
  isStored: boolean;
}

/**
 * Knows which sessions ended before they expired, as every process of a service must (ADR 0038). The newest ends are in
 * memory, all of them in the service's database. A request costs two look-ups in memory. Only after 100,000 ends within
 * 13 hours does a token cost a read, when it is older than what memory holds.
 */
export class EndedSessions {
  /** By the id of a user or of a session, oldest first. */
  private readonly newest = new Map<string, KnownEnd>();
  /** Tokens that were signed later than this, in milliseconds since 1970, need no read. */
  private completeSince = 0;
  /** When the newest end that was read was stored, in milliseconds since 1970. */
  private readUntil = 0;

  /** @param mostInMemory how many ends the memory holds */
  constructor(private readonly mostInMemory = MOST_IN_MEMORY) {}

  /** Reads what the service's database knows: all of it at the start of a process, later what is new. */
  async load(): Promise<void> {
    const ended = await EndedSession.find({ at: { $gt: new Date(this.readUntil - READ_AGAIN_MS) } })
      .sort({ at: -1 })
      .limit(this.mostInMemory + 1)
      .lean();
    for (const { _id, gen, at } of ended.toReversed()) {
      this.readUntil = at.getTime();
      if (this.isNewer(_id, gen)) this.remember(_id, { gen, at: at.getTime(), isStored: true });
    }
  }

  /** Whether a session ended before it expired. */
  async has(session: Session): Promise<boolean> {
    const { user, gen, sessionId } = session;
    const stored = { $or: [{ _id: user.id, gen: { $gt: gen } }, { _id: sessionId }] };
    return this.hasInMemory(session) ?? (await EndedSession.exists(stored)) !== null;
  }

  /** What `has` knows without a read; undefined when it has to read. */
  hasInMemory({ user: { id, iat }, gen, sessionId }: Session): boolean | undefined {
    if ((this.newest.get(id)?.gen ?? 0) > gen || this.newest.has(sessionId)) return true;
    return iat * 1000 > this.completeSince ? false : undefined;
  }

  /**
   * Ends sessions in this process at once, and stores it for the service. The same again changes nothing.
   * @returns when it is stored
   */
  async end({ id, gen, sessionId }: Omit<UserSessionsEnded, 'meta'>): Promise<void> {
    await Promise.all([gen > 0 && this.endOne(id, gen), sessionId && this.endOne(sessionId, 1)]);
  }

  private async endOne(key: string, gen: number): Promise<void> {
    if (this.isNewer(key, gen)) this.remember(key, { gen, at: Date.now(), isStored: false });
    else if (this.newest.get(key)?.isStored) return;
    const update = { $set: { gen }, $currentDate: { at: true } } as const;
    await guardedUpsert(EndedSession, { _id: key, gen: { $lt: gen } }, update);
    const remembered = this.newest.get(key);
    if (remembered?.gen === gen) remembered.isStored = true;
  }

  private isNewer(key: string, gen: number): boolean {
    return (this.newest.get(key)?.gen ?? 0) < gen;
  }

  private remember(key: string, end: KnownEnd): void {
    this.newest.delete(key);
    this.newest.set(key, end);
    for (const [oldest, { at, isStored }] of this.newest) {
      const isExpired = at < Date.now() - KEPT_MS;
      if (!isExpired && this.newest.size <= this.mostInMemory) return;
      if (!isExpired && !isStored) continue; // the database does not have it yet
      if (!isExpired) this.completeSince = Math.max(this.completeSince, at + CLOCKS_DIFFER_MS);
      this.newest.delete(oldest);
    }
  }
}

/** Brings the ends that another process has stored alone, which is so after the replay of a dead letter. */
export const endedSessionsReads = (ended: EndedSessions): PeriodicJob => ({
  name: 'ended sessions',
  everyMs: READ_EVERY_MS,
  run: () => ended.load(),
});
