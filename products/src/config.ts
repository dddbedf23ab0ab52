import { busSettings, intSetting, rateLimitSettings, serviceSettings } from '@datnxecommerce/common';
import { z } from 'zod';

/** The settings of the products service. */
export const configSchema = z.object({
  ...serviceSettings,
  ...busSettings,
  ...rateLimitSettings,
  /** The most products of one seller; no limit unless set. */
  MAX_PRODUCTS_PER_SELLER: intSetting(1, 1_000_000).optional(),
});
