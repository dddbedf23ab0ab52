import {
  busSettings,
  intSetting,
  rateLimitSettings,
  serviceSettings,
  urlSetting,
} from '@datnxecommerce/common';
import { z } from 'zod';

/** Every setting of the payments service. */
export const configSchema = z.object({
  ...serviceSettings,
  ...busSettings,
  ...rateLimitSettings,
  STRIPE_SECRET_KEY: z
    .string({ error: 'is required' })
    // The documents' placeholder `sk_test_xxx` passes: Stripe then refuses each call and says why.
    .regex(
      /^(sk|rk)_(test|live)_(\w{6,}|x{3,})$/,
      'must look like sk_test_…, sk_live_…, rk_test_… or rk_live_…',
    ),
  /** Another server that speaks Stripe's API, such as the local sandbox; without it, Stripe itself. */
  STRIPE_API_URL: urlSetting(/^https?:\/\/[^/\s?#@]+\/?$/, 'http://host:port').optional(),
  /** How long one request to Stripe may take, and how long a shopper waits for an answer at most, in ms. */
  STRIPE_TIMEOUT_MS: intSetting(100, 80_000).default(20_000),
  /** How long an unpaid order can be paid at the prices of its day; then it has to be placed again. */
  UNPAID_ORDER_HOURS: intSetting(1, 100_000).default(24),
});

export type Config = z.infer<typeof configSchema>;
