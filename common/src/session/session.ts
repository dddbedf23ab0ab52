import { createSecretKey, type KeyObject } from 'node:crypto';
import cookieSession from 'cookie-session';
import type { Request, RequestHandler } from 'express';
import jwt from 'jsonwebtoken';

/** Who is signed in, as the session has it. */
export interface CurrentUser {
  id: string;
  email: string;
  /** When the session was opened, in seconds since 1970. */
  iat: number;
}

/** The keys of a deployment's sessions. */
export interface SessionKeys {
  signing: KeyObject;
  /** The signing key first, then the one before the last rotation. */
  verifying: KeyObject[];
}

const MAX_AGE_SECONDS = 12 * 60 * 60;
/** How far another machine's clock may be ahead of ours. */
const CLOCK_TOLERANCE_SECONDS = 60;
const USER_ID = /^[0-9a-f]{24}$/;

/**
 * Builds the keys once: verifying with a KeyObject costs microseconds, with a string hundreds of them
 * (jsonwebtoken tries to read a string as a public key first; auth0/node-jsonwebtoken#966).
 */
export function sessionKeys(current: string, previous?: string): SessionKeys {
  const signing = createSecretKey(Buffer.from(current));
  return {
    signing,
    verifying: previous ? [signing, createSecretKey(Buffer.from(previous))] : [signing],
  };
}

/**
 * The cookie `session`. TLS ends before the services, so the hop here is plain, while the Secure flag speaks to
 * the browser: it is always set. (The cookies package would silently drop the cookie on what looks like plain HTTP.)
 */
export function sessionCookie(): RequestHandler[] {
  return [
    (req, _res, next) => {
      Object.defineProperty(req, 'protocol', { value: 'https' });
      next();
    },
    cookieSession({
      name: 'session',
      signed: false, // the JWT inside is what is signed
      httpOnly: true,
      secure: true,
      sameSite: 'lax',
      path: '/',
      maxAge: MAX_AGE_SECONDS * 1000,
    }),
  ];
}

/** Signs the user in on this answer. */
export function openSession(req: Request, user: { id: string; email: string }, keys: SessionKeys): void {
  req.session = { jwt: signSession(user, keys) };
}

/** Signs the user out on this answer; the cookie is cleared. */
export function closeSession(req: Request): void {
  req.session = null;
}

/** The JWT that the cookie carries: HS256 over `{id, email, iat}`. */
export function signSession(user: { id: string; email: string }, keys: SessionKeys): string {
  return jwt.sign({ id: user.id, email: user.email }, keys.signing, { algorithm: 'HS256' });
}

/** The user of a request's session, or null when there is none, it is forged, or it is too old. */
export function readSession(req: Request, keys: SessionKeys): CurrentUser | null {
  const token: unknown = req.session?.jwt;
  if (typeof token !== 'string') return null;
  for (const key of keys.verifying) {
    const user = verify(token, key);
    if (user) return user;
  }
  return null;
}

function verify(token: string, key: KeyObject): CurrentUser | null {
  try {
    const claims = jwt.verify(token, key, { algorithms: ['HS256'], maxAge: MAX_AGE_SECONDS });
    if (typeof claims === 'string') return null;
    const { id, email, iat } = claims as Record<string, unknown>;
    if (typeof id !== 'string' || !USER_ID.test(id)) return null;
    if (typeof email !== 'string' || typeof iat !== 'number') return null;
    if (iat > Date.now() / 1000 + CLOCK_TOLERANCE_SECONDS) return null;
    return { id, email, iat };
  } catch {
    return null; // whatever is wrong with a token, its bearer is simply not signed in
  }
}
