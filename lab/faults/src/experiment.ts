import type { Lab } from './lab';
import type { ShopUnderTest } from './shop-under-test';
import type { SeededRandom } from '@ecommerce/e2e/seeded-random';

/** What an experiment gets. */
export interface Setting {
  lab: Lab;
  /** The shop to break: shared with the experiments before, started when it is not there. */
  shop: () => Promise<ShopUnderTest>;
  /** A quick run, for every push; else the full one. */
  isQuick: boolean;
  random: SeededRandom;
  /** How long the soak lasts, in minutes. */
  soakMinutes: number;
  /** A line for those who watch. */
  say: (line: string) => void;
}

/** What an experiment saw. */
export interface Outcome {
  /** How much of the fault there was: "20 kills under 1,000 checkouts". */
  amount: string;
  /** Figures worth a place in the table. */
  seen: string[];
  /** Promises that were broken, a line each: an invariant, a lost order, an answer that nobody should get. */
  violations: string[];
  /** Limits of time that were not kept, and what could not be tried; a busy machine may be to blame. */
  misses: string[];
  /** What ended the experiment before it could tell. */
  error?: string;
}

/** One row of the plan. */
export interface Experiment {
  id: `T${number}`;
  fault: string;
  goal: string;
  /** Whether the quick plan has it, as a quick run. */
  inQuick: boolean;
  run: (setting: Setting) => Promise<Outcome>;
}
