import type { Model, UpdateQuery } from 'mongoose';

/** A service's copy of another service's documents. */
export interface Replica {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- mongoose's Model is invariant in its document
  model: Model<any>;
  /** After this update the next event of the source wins; the data stays, so the service keeps answering from it. */
  stale: UpdateQuery<unknown>;
}

/** Declares a replica that `mark-stale` can reset; see `Replica.stale`. */
export const replica = <T>(model: Model<T>, stale: UpdateQuery<T>): Replica => ({ model, stale });
