import {
  busSettings,
  canSign,
  intSetting,
  rateLimitSettings,
  requireResetKey,
  resetSettings,
  serviceSettings,
} from '@datnxecommerce/common';
import { z } from 'zod';

/** OWASP's floor for scrypt with r = 8, p = 3; less is for tests and development. */
const STRICT_COST_LOG2 = 15;

/** The settings of auth. */
export const configSchema = z
  .object({
    ...serviceSettings,
    ...busSettings,
    ...resetSettings,
    ...rateLimitSettings,
    /** Binary logarithm of scrypt's N: one more doubles time and memory (15 = 32 MiB for each password). */
    SCRYPT_COST_LOG2: intSetting(10, 17).default(STRICT_COST_LOG2),
    /** How many passwords are hashed at once, and how many may wait for it before the answer is 503. */
    SCRYPT_PARALLEL: intSetting(1, 16).default(2),
    SCRYPT_QUEUE: intSetting(0, 10_000).default(20),
    /** `asvs`: 8 to 128 characters and none of the most common ones; `default`: the two bounds below. */
    PASSWORD_POLICY: z.enum(['default', 'asvs'], { error: 'must be default or asvs' }).default('default'),
    PASSWORD_MIN: intSetting(1, 128).default(4),
    PASSWORD_MAX: intSetting(1, 128).default(20),
    /** Wrong passwords in a row before an account has to wait, and the longest wait in seconds (0: never). */
    SIGNIN_FREE_FAILURES: intSetting(1, 1_000_000).default(5),
    SIGNIN_LONGEST_DELAY: intSetting(0, 86_400).default(300),
    /** Sign-ups and sign-ins in a minute: from one address, and for one e-mail. */
    ATTEMPTS_PER_ADDRESS: intSetting(1, 1_000_000).default(600),
    ATTEMPTS_PER_ACCOUNT: intSetting(1, 1_000_000).default(60),
  })
  .refine(...requireResetKey)
  .refine(({ JWT_KEY }) => canSign(JWT_KEY), {
    path: ['JWT_KEY'],
    message: 'must be a secret or a private key: auth signs sessions',
  })
  .refine(({ PASSWORD_MIN, PASSWORD_MAX }) => PASSWORD_MIN <= PASSWORD_MAX, {
    path: ['PASSWORD_MIN'],
    message: 'must not be more than PASSWORD_MAX',
  })
  .refine(({ STRICT_SECRETS, SCRYPT_COST_LOG2 }) => !STRICT_SECRETS || SCRYPT_COST_LOG2 >= STRICT_COST_LOG2, {
    path: ['SCRYPT_COST_LOG2'],
    message: `must be at least ${STRICT_COST_LOG2} with STRICT_SECRETS`,
  });
