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
  /** Prints a line of progress. */
  say: (line: string) => void;
}

/** The result of an experiment. */
export interface Outcome {
  /** How many faults there were: "20 kills under 1,000 checkouts". */
  amount: string;
  /** Figures worth a place in the table. */
  seen: string[];
  /** Promises that were broken, a line each: an invariant, a lost order, an answer that nobody should get. */
  violations: string[];
  /** Time limits that were missed, and what could not be tried; a busy machine may be the cause. */
  misses: string[];
  /** The error that ended the experiment early. */
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
