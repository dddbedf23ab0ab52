import type { PeriodicJob } from '@datnxecommerce/common';
import { backfillSearch } from './domain/backfill-search';
import { dropExpiryIndex } from './domain/drop-expiry-index';
import { pruneMarks } from './domain/prune-marks';
import { resumeFulfilments } from './domain/resume-fulfilments';

/** The periodic work of products. */
export const jobs: PeriodicJob[] = [
  { name: 'unfinished fulfilments', everyMs: 3000, run: resumeFulfilments },
  { name: 'outdated search fields', everyMs: 2000, run: backfillSearch },
  { name: 'old stock marks', everyMs: 15_000, run: pruneMarks },
  { name: 'index of an earlier version', everyMs: 30_000, run: dropExpiryIndex },
];
