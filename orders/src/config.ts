import { busSettings, serviceSettings } from '@datnxecommerce/common';
import { z } from 'zod';

/** The settings of the orders service. */
export const configSchema = z.object({ ...serviceSettings, ...busSettings });
