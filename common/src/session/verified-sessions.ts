import type { Session } from './current-session';

/** 2 MiB at most, with the longest cookies that are kept. */
const MOST_SESSIONS = 2000;
const LONGEST_COOKIE = 1024;

/**
 * Sessions whose token was verified, by the cookie that carried them: a signature that was right stays right, so only
 * the first request of a session pays for it. Age and early ends are checked at every request (ADR 0057).
 */
export class VerifiedSessions {
  /** Oldest first. */
  private readonly sessions = new Map<string, Session>();

  get(cookie: string): Session | undefined {
    return this.sessions.get(cookie);
  }

  add(cookie: string, session: Session): void {
    if (cookie.length > LONGEST_COOKIE) return;
    // A copy: a part of a string keeps the whole of it in memory, here all cookies of the request.
    this.sessions.set(Buffer.from(cookie).toString(), session);
    const [oldest] = this.sessions.keys();
    if (this.sessions.size > MOST_SESSIONS && oldest !== undefined) this.sessions.delete(oldest);
  }
}
