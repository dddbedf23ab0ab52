import { busSettings, serviceSettings } from '@datnxecommerce/common';
import { z } from 'zod';

/** The settings of notifications. */
export const configSchema = z.object({ ...serviceSettings, ...busSettings });
