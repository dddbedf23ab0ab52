import { busSettings, serviceSettings } from '@datnxecommerce/common';
import { z } from 'zod';

/** The settings of the products service. */
export const configSchema = z.object({ ...serviceSettings, ...busSettings });
