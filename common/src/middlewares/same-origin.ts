import type { Request, RequestHandler } from 'express';
import { ForbiddenError } from '../errors/forbidden-error';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses state-changing requests that a browser sends on behalf of another site: by Sec-Fetch-Site, else by
 * Origin. Tools that send neither pass. (OWASP cheat sheet "Cross-Site Request Forgery Prevention", fetch metadata.)
 */
export const sameOrigin: RequestHandler = (req, _res, next) => {
  if (!SAFE_METHODS.has(req.method) && !isSameOrigin(req)) throw new ForbiddenError();
  next();
};

/** An origin is scheme, name and port: `http://` of our own name may be somebody else. */
function isSameOrigin(req: Request): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host = '' } = req.headers;
  if (origin === undefined) return true;
  const own = `${req.protocol}://${host}`;
  // "null" or not an address: nothing of ours sends that.
  return URL.canParse(origin) && URL.canParse(own) && new URL(origin).origin === new URL(own).origin;
}
