import type { Model, UpdateQuery } from 'mongoose';

/** What a service keeps of another one's documents. */
export interface Replica {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- mongoose's Model is invariant in its document
  model: Model<any>;
  /** After this update any news of the source win; the data stays, so that the service goes on answering by it. */
  stale: UpdateQuery<unknown>;
}

/** Declares a replica that can be brought up to date from the beginning. */
export const replica = <T>(model: Model<T>, stale: UpdateQuery<T>): Replica => ({ model, stale });
