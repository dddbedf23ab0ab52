import { busSettings, intSetting, rateLimitSettings, serviceSettings } from '@datnxecommerce/common';
import { z } from 'zod';

/** The settings of the orders service. */
export const configSchema = z.object({
  ...serviceSettings,
  ...busSettings,
  ...rateLimitSettings,
  /** The most unpaid orders of one user; no limit unless set. */
  MAX_OPEN_ORDERS: intSetting(1, 100_000).optional(),
});
