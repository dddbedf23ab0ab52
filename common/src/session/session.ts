import { randomBytes, type KeyObject } from 'node:crypto';
import cookieSession from 'cookie-session';
import type { Express, Request, Response } from 'express';
import jwt from 'jsonwebtoken';
import { isDocumentId } from '../database/document-id';
import { MAX_AGE_SECONDS, type Session } from './current-session';
import { EndedSessions } from './ended-sessions';
import { algorithmOf, readSigningKey } from './signing-key';
import { VerifiedSessions } from './verified-sessions';

/** Whom a session is opened for. */
export interface SessionOwner {
  id: string;
  email: string;
  /** 0 when absent. */
  gen?: number;
}

/** The keys of a deployment's sessions, and which sessions have ended. */
export interface SessionKeys {
  /** Absent where only a public key is known. */
  signing?: KeyObject;
  /** The current key first, then the one before the last rotation. */
  verifying: KeyObject[];
  ended: EndedSessions;
}

const COOKIE_NAME = 'session';
/** How far another machine's clock may be ahead of ours. */
const CLOCK_TOLERANCE_SECONDS = 60;

/**
 * Builds the keys once: verifying with a KeyObject costs microseconds, with a string hundreds of them
 * (jsonwebtoken tries to read a string as a public key first; auth0/node-jsonwebtoken#966).
 * @param current a secret (HS256) or a PEM key (ES256); a public one cannot open sessions
 * @param previous the key before the last rotation, or the one after it; of either kind
 * @throws Error when one of them begins as a PEM key and is none of the curve P-256
 */
export function sessionKeys(current: string, previous?: string): SessionKeys {
  const { signing, verifying } = readSigningKey(current);
  return {
    ...(signing && { signing }),
    verifying: [verifying, ...(previous ? [readSigningKey(previous).verifying] : [])],
    ended: new EndedSessions(),
  };
}

/**
 * Gives the requests of an app their `session`, the cookie of that name. It is set up when a request first uses it:
 * only a request that opens or closes a session does, others are read by `readSession`.
 */
export function addSessionCookie(app: Express): void {
  const install = cookieSession({
    name: COOKIE_NAME,
    signed: false, // the JWT inside is what is signed
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
    path: '/',
    maxAge: MAX_AGE_SECONDS * 1000,
  });
  const installOn = (req: Request): void => {
    // TLS ends before the services, so the hop here is plain, while the Secure flag speaks to the browser: it is always
    // set. (The cookies package would silently drop the cookie on what looks like plain HTTP.)
    Object.defineProperty(req, 'protocol', { value: 'https' });
    install(req, req.res as Response, () => {}); // defines `session` on the request itself
  };
  Object.defineProperty(app.request, 'session', {
    configurable: true,
    get(this: Request) {
      installOn(this);
      return this.session;
    },
    set(this: Request, session: Request['session']) {
      installOn(this);
      this.session = session;
    },
  });
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
 * The JWT that the cookie carries, over `{id, email, gen, jti, iat}`, without `gen` when it is 0. `jti` is random,
 * so two sessions that a user opens in one second have different signatures.
 * @throws Error when the keys cannot sign
 */
export function signSession({ id, email, gen = 0 }: SessionOwner, keys: SessionKeys): string {
  const claims = { id, email, ...(gen > 0 && { gen }), jti: randomBytes(JWT_ID_BYTES).toString('base64url') };
  if (!keys.signing)
    throw new Error('JWT_KEY is a public key: only the service that has the private one signs');
  return jwt.sign(claims, keys.signing, { algorithm: algorithmOf(keys.signing) });
}

const verified = new WeakMap<SessionKeys, VerifiedSessions>();
/** As the cookies package finds it. */
const COOKIE = new RegExp(`(?:^|;) *${COOKIE_NAME}=([^;]*)`);

/** The session of a request, ended or not; null when there is none, it is forged, or it is too old. */
export function readSession(req: Request, keys: SessionKeys): Session | null {
  const cookie = COOKIE.exec(req.headers.cookie ?? '')?.[1];
  if (!cookie) return null;
  const known = sessionsOf(keys).get(cookie);
  if (known) return isCurrent(known.user.iat) ? known : null;
  const token = tokenIn(cookie);
  const found = token === undefined ? null : verifyToken(token, keys);
  if (found?.hasOwnEnd === false) sessionsOf(keys).add(cookie, found.session);
  return found?.session ?? null;
}

function sessionsOf(keys: SessionKeys): VerifiedSessions {
  let sessions = verified.get(keys);
  if (!sessions) verified.set(keys, (sessions = new VerifiedSessions()));
  return sessions;
}

function tokenIn(cookie: string): string | undefined {
  try {
    const session = JSON.parse(Buffer.from(cookie, 'base64').toString()) as { jwt?: unknown } | null;
    return typeof session?.jwt === 'string' ? session.jwt : undefined;
  } catch {
    return undefined; // no cookie of ours
  }
}

interface Verified {
  session: Session;
  /** The token names an end of its own; those that `signSession` makes do not. */
  hasOwnEnd: boolean;
}

function verifyToken(token: string, keys: SessionKeys): Verified | null {
  for (const key of keys.verifying) {
    const verifiedSession = verify(token, key);
    if (verifiedSession) return verifiedSession;
  }
  return null;
}

/** Whether a session that was opened at `iat` (seconds since 1970) is neither too old nor from the future. */
function isCurrent(iat: number): boolean {
  const now = Date.now() / 1000;
  return iat <= now + CLOCK_TOLERANCE_SECONDS && Math.floor(now) < iat + MAX_AGE_SECONDS;
}

function verify(token: string, key: KeyObject): Verified | null {
  try {
    const claims = jwt.verify(token, key, { algorithms: [algorithmOf(key)], maxAge: MAX_AGE_SECONDS });
    if (typeof claims === 'string') return null;
    const { id, email, iat, exp, gen = 0 } = claims as Record<string, unknown>;
    if (!isDocumentId(id)) return null;
    if (typeof email !== 'string' || typeof iat !== 'number' || !isCurrent(iat)) return null;
    if (typeof gen !== 'number' || !Number.isSafeInteger(gen) || gen < 0) return null;
    const signature = token.slice(token.lastIndexOf('.') + 1);
    const sessionId = signature.slice(0, SESSION_ID_LENGTH);
    const session = { user: { id: id.toLowerCase(), email, iat }, gen, sessionId };
    return { session, hasOwnEnd: exp !== undefined };
  } catch {
    return null; // whatever is wrong with a token, its bearer is simply not signed in
  }
}
