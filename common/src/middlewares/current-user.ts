import type { Request, RequestHandler } from 'express';
import type { CurrentUser, Session } from '../session/current-session';
import { readSession, type SessionKeys } from '../session/session';
import { NotAuthorizedError } from '../errors/not-authorized-error';

declare module 'express-serve-static-core' {
  interface Request {
    currentUser?: CurrentUser | null;
  }
}

/** Reads the session of each request into `req.currentUser`, unless it has ended; refuses nobody. */
export function currentUser(keys: SessionKeys): RequestHandler {
  return (req, _res, next) => {
    const session = readSession(req, keys);
    const proceed = (hasEnded: boolean): void => {
      req.currentUser = session && !hasEnded ? session.user : null;
      next();
    };
    const hasEnded = session === null || keys.ended.hasInMemory(session);
    if (hasEnded !== undefined) return proceed(hasEnded);
    return keys.ended.has(session as Session).then(proceed);
  };
}

/** Refuses a request without a valid session: 401. */
export const requireAuth: RequestHandler = (req, _res, next) => {
  userOf(req);
  next();
};

/**
 * The signed-in user behind a request.
 * @throws NotAuthorizedError when there is none
 */
export function userOf(req: Request): CurrentUser {
  if (!req.currentUser) throw new NotAuthorizedError();
  return req.currentUser;
}
