import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import cookieSession from 'cookie-session';
import type { Request, RequestHandler } from 'express';
import jwt from 'jsonwebtoken';
import { isDocumentId } from '../runtime/document-id';
import type { Session } from './current-session';
import { EndedSessions } from './ended-sessions';
import { MAX_AGE_SECONDS } from './max-age';

/** Whom a session is opened for. */
export interface SessionOwner {
  id: string;
  email: string;
  /** 0 when absent. */
  gen?: number;
}

/** The keys of a deployment's sessions, and which sessions have ended. */
export interface SessionKeys {
  signing: KeyObject;
  /** The signing key first, then the one before the last rotation. */
  verifying: KeyObject[];
  ended: EndedSessions;
}

/** How far another machine's clock may be ahead of ours. */
const CLOCK_TOLERANCE_SECONDS = 60;

/**
 * Builds the keys once: verifying with a KeyObject costs microseconds, with a string hundreds of them
 * (jsonwebtoken tries to read a string as a public key first; auth0/node-jsonwebtoken#966).
 */
export function sessionKeys(current: string, previous?: string): SessionKeys {
  const signing = createSecretKey(Buffer.from(current));
  return {
    signing,
    verifying: previous ? [signing, createSecretKey(Buffer.from(previous))] : [signing],
    ended: new EndedSessions(),
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
export function openSession(req: Request, user: SessionOwner, keys: SessionKeys): void {
  req.session = { jwt: signSession(user, keys) };
}

/** Signs the user out on this answer; the cookie is cleared. */
export function closeSession(req: Request): void {
  req.session = null;
}

const JWT_ID_BYTES = 9;
const SESSION_ID_LENGTH = 16;

/**
 * The JWT that the cookie carries: HS256 over `{id, email, gen, jti, iat}`, without `gen` when it is 0. `jti` is random,
 * so two sessions that a user opens in one second have different signatures.
 */
export function signSession({ id, email, gen = 0 }: SessionOwner, keys: SessionKeys): string {
  const claims = { id, email, ...(gen > 0 && { gen }), jti: randomBytes(JWT_ID_BYTES).toString('base64url') };
  return jwt.sign(claims, keys.signing, { algorithm: 'HS256' });
}

/** The session of a request, ended or not; null when there is none, it is forged, or it is too old. */
export function readSession(req: Request, keys: SessionKeys): Session | null {
  const token: unknown = req.session?.jwt;
  if (typeof token !== 'string') return null;
  for (const key of keys.verifying) {
    const session = verify(token, key);
    if (session) return session;
  }
  return null;
}

function verify(token: string, key: KeyObject): Session | null {
  try {
    const claims = jwt.verify(token, key, { algorithms: ['HS256'], maxAge: MAX_AGE_SECONDS });
    if (typeof claims === 'string') return null;
    const { id, email, iat, gen = 0 } = claims as Record<string, unknown>;
    if (!isDocumentId(id)) return null;
    if (typeof email !== 'string' || typeof iat !== 'number') return null;
    if (iat > Date.now() / 1000 + CLOCK_TOLERANCE_SECONDS) return null;
    if (typeof gen !== 'number' || !Number.isSafeInteger(gen) || gen < 0) return null;
    const signature = token.slice(token.lastIndexOf('.') + 1);
    return {
      user: { id: id.toLowerCase(), email, iat },
      gen,
      sessionId: signature.slice(0, SESSION_ID_LENGTH),
    };
  } catch {
    return null; // whatever is wrong with a token, its bearer is simply not signed in
  }
}
