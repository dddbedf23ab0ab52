import { createHmac } from 'node:crypto';
import { readSecrets } from './leaks';

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Puts a JWT into the session cookie as cookie-session does. */
export const cookieOf = (jwt: unknown): string =>
  `session=${Buffer.from(JSON.stringify({ jwt })).toString('base64')}`;

/** The JWT in a session cookie. */
export const tokenOf = (cookie: string): string =>
  (JSON.parse(Buffer.from(cookie.replace('session=', ''), 'base64').toString()) as { jwt: string }).jwt;

/** Makes a JWT by hand: any header, any claims, signed with HMAC by any key, or not signed. */
export function forge(
  claims: object,
  { key, hash = 'sha256', header = {} }: { key?: string; hash?: string; header?: object } = {},
): string {
  const signed = `${base64url({ alg: 'HS256', typ: 'JWT', ...header })}.${base64url(claims)}`;
  if (key === undefined) return `${signed}.`;
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`;
}

/** The key that the shop itself signs with. */
export const shopKey = (): string => readSecrets().jwtKey ?? '';

/** Seconds since 1970. */
export const nowInSeconds = (): number => Math.floor(Date.now() / 1000);
