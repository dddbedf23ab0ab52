import type { RequestHandler } from 'express';
import { ForbiddenError } from '../errors/forbidden-error';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses state-changing requests that a browser sends on behalf of another site: by Sec-Fetch-Site, else by
 * Origin. Tools that send neither pass. (OWASP cheat sheet "Cross-Site Request Forgery Prevention", fetch metadata.)
 */
export const sameOrigin: RequestHandler = (req, _res, next) => {
  if (!SAFE_METHODS.has(req.method) && !isSameOrigin(req.headers)) throw new ForbiddenError();
  next();
};

function isSameOrigin(headers: { [name: string]: string | string[] | undefined }): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = headers.origin;
  if (origin === undefined) return true;
  try {
    return new URL(String(origin)).host === headers.host;
  } catch {
    return false; // "null" or not an address: nothing of ours sends that
  }
}
