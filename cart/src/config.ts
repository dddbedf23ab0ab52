import { busSettings, rateLimitSettings, serviceSettings } from '@datnxecommerce/common';
import { z } from 'zod';

/** The settings of cart. */
export const configSchema = z.object({ ...serviceSettings, ...busSettings, ...rateLimitSettings });
