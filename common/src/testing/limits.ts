import type { RequestHandler } from 'express';
import { limitChanges } from '../limits/limit-changes';
import { RateLimiter } from '../limits/rate-limiter';

/** The minute of the limits never ends, so that it cannot end between two requests of a test. */
const NOW = Date.UTC(2030, 0, 1);

/** The limits of a service under test; more than a test sends unless it says otherwise. */
export const testLimits = (perMinute = 1_000_000): RequestHandler =>
  limitChanges(
    { RATE_LIMIT_PER_USER: perMinute, RATE_LIMIT_PER_ADDRESS: perMinute },
    new RateLimiter(() => NOW),
  );
