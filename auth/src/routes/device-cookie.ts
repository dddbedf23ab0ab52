import type { Request, Response } from 'express';
import type { AuthDeps } from '../domain/auth-deps';
import { SESSION_DEVICE } from '../domain/sign-in-throttle';

const NAME = 'device';
const COOKIE = new RegExp(`(?:^|;) *${NAME}=([^;]*)`);
const KEPT_MS = 180 * 24 * 60 * 60_000;

/** The token of the device that a request comes from, whether it is genuine or not. */
export const deviceTokenIn = (req: Request): string | undefined => COOKIE.exec(req.headers.cookie ?? '')?.[1];

/**
 * The device that a request comes from; undefined when the account was not signed in on it before. A session of the
 * account stands for a device: an account may have been opened on it.
 */
export const deviceOf = ({ devices }: Pick<AuthDeps, 'devices'>, req: Request, email: string) =>
  devices.deviceIn(deviceTokenIn(req), email) ??
  (req.currentUser?.email === email ? SESSION_DEVICE : undefined);

/**
 * Makes this device known to the account, by a cookie that outlives the session. Only browsers get it: they say by
 * `Sec-Fetch-Site` what they are, and other clients expect one cookie.
 */
export function rememberDevice(
  deps: Pick<AuthDeps, 'devices'>,
  req: Request,
  res: Response,
  email: string,
): void {
  if (req.get('sec-fetch-site') === undefined) return;
  const token = deps.devices.tokenOf(email, deps.devices.deviceIn(deviceTokenIn(req), email));
  res.cookie(NAME, token, { maxAge: KEPT_MS, sameSite: 'lax', secure: true, httpOnly: true });
}
