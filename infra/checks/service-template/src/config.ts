import { busSettings, serviceSettings } from '@datnxecommerce/common';
import { z } from 'zod';

/** The settings of examples. */
export const configSchema = z.object({ ...serviceSettings, ...busSettings });
