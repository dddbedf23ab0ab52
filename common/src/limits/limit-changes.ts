import type { RequestHandler } from 'express';
import { TooManyRequestsError } from '../errors/too-many-requests-error';
import { intSetting } from '../runtime/config';
import { networkOf } from './network-of';
import { RateLimiter } from './rate-limiter';

const MAX_PER_MINUTE = 1_000_000;

/** The settings of a service that limits changing requests. */
export const rateLimitSettings = {
  /** Changing requests in a minute: of one signed-in user, and of one address without a session. */
  RATE_LIMIT_PER_USER: intSetting(1, MAX_PER_MINUTE).default(6000),
  RATE_LIMIT_PER_ADDRESS: intSetting(1, MAX_PER_MINUTE).default(6000),
};

/** How many changing requests a minute may have. */
export interface RateLimits {
  RATE_LIMIT_PER_USER: number;
  RATE_LIMIT_PER_ADDRESS: number;
}

/**
 * Limits the requests that change something, by their user or else by their address; GET and HEAD pass.
 * A request over the limit is answered 429 with Retry-After. To be listed before the routers that it guards.
 */
export function limitChanges(limits: RateLimits, limiter = new RateLimiter()): RequestHandler {
  return async (req, _res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    const retryAfter = req.currentUser
      ? await limiter.count(`user ${req.currentUser.id}`, limits.RATE_LIMIT_PER_USER)
      : await limiter.count(`address ${networkOf(req.ip ?? '')}`, limits.RATE_LIMIT_PER_ADDRESS);
    if (retryAfter > 0) throw new TooManyRequestsError(undefined, retryAfter);
    next();
  };
}
