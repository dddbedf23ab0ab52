import type { PeriodicJob } from '@datnxecommerce/common';
import { announceEarlierUsers } from './domain/announce-earlier-users';

/** The periodic work of auth. */
export const jobs: PeriodicJob[] = [
  { name: 'accounts of earlier versions', everyMs: 1000, run: announceEarlierUsers },
];
