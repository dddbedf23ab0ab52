import type { PeriodicJob } from '@datnxecommerce/common';
import { migratePurchases } from './domain/migrate-purchases';

/** The periodic work of cart. */
export const jobs: PeriodicJob[] = [
  { name: 'purchases of earlier versions', everyMs: 5000, run: migratePurchases },
];
