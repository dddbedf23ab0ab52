import {
  change,
  ENDED_SESSIONS_KEPT_MS,
  NotAuthorizedError,
  type Session,
  type SessionOwner,
  type Stored,
} from '@datnxecommerce/common';
import { sessionEnded, sessionsEnded } from '../events/publishers/sessions-ended-publisher';
import { SignOut } from '../models/sign-out';
import { User } from '../models/user';
import type { AuthDeps } from './auth-deps';

/** A user whose sessions end: new ones are of the next generation. */
export function nextGeneration(user: Stored<User>, now: Date) {
  const next = { ...user, gen: (user.gen ?? 0) + 1 };
  return { next, events: [sessionsEnded.announce(next, now)] };
}

/** Whom a session of a user is opened for. */
export const sessionOwner = ({ _id, email, gen = 0 }: Stored<User>): SessionOwner => ({
  id: String(_id),
  email,
  gen,
});

/**
 * Ends all sessions of a user.
 * @throws NotAuthorizedError when the account is unknown
 */
export async function endAllSessions({ ended }: Pick<AuthDeps, 'ended'>, userId: string): Promise<void> {
  const gen = await change(User, { _id: userId }, (user: Stored<User> | null, now) => {
    if (!user) throw new NotAuthorizedError();
    const { next, events } = nextGeneration(user, now);
    return { next, events, result: next.gen };
  });
  await ended.end({ id: userId, gen });
}

/** Ends one session, and none of the user's others. */
export async function endSession({ ended }: Pick<AuthDeps, 'ended'>, session: Session): Promise<void> {
  const { user, gen, sessionId } = session;
  await change(SignOut, { _id: sessionId }, (known, now) => {
    if (known) return { result: undefined };
    const expiresAt = new Date(now.getTime() + ENDED_SESSIONS_KEPT_MS);
    const next = { userId: user.id, gen, updatedAt: now, expiresAt };
    return { next, events: [sessionEnded.announce({ _id: sessionId, ...next }, now)], result: undefined };
  });
  await ended.end({ id: user.id, gen, sessionId });
}
