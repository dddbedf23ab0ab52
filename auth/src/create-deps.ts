import { limitChanges, RateLimiter, resetKeys } from '@datnxecommerce/common';
import type { z } from 'zod';
import type { AppDependencies } from './app';
import type { configSchema } from './config';
import { AttemptLimits } from './domain/attempt-limits';
import { KnownDevices } from './domain/known-devices';
import { passwordPolicy } from './domain/password-policy';
import { SignInThrottle } from './domain/sign-in-throttle';
import { PasswordHasher } from './services/password';

/** What the settings decide about passwords, sign-ins and limits. */
export function createDeps(config: z.infer<typeof configSchema>): Omit<AppDependencies, 'logger' | 'keys'> {
  return {
    policy: passwordPolicy(config),
    passwords: new PasswordHasher({
      costLog2: config.SCRYPT_COST_LOG2,
      parallel: config.SCRYPT_PARALLEL,
      queue: config.SCRYPT_QUEUE,
    }),
    throttle: new SignInThrottle({
      freeFailures: config.SIGNIN_FREE_FAILURES,
      longestDelayMs: config.SIGNIN_LONGEST_DELAY * 1000,
    }),
    limits: new AttemptLimits(new RateLimiter(), {
      perAddress: config.ATTEMPTS_PER_ADDRESS,
      perAccount: config.ATTEMPTS_PER_ACCOUNT,
    }),
    limitChanges: limitChanges(config),
    devices: new KnownDevices(config.JWT_KEY),
    resetKeys: resetKeys(config),
  };
}
