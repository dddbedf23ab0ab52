import type { Collection } from './mongoose/collection';
import type { Schema } from './mongoose/schema';

/** One service's own documents. */
export interface Database {
  collection(name: string, schema: Schema): Collection;
}

/** What surrounds the code of the services while a model runs: their database, clock and timers. */
export interface Environment {
  /** The wall clock, in ms since 1970. */
  now(): number;
  /** A clock that only ever goes forward, in ms. */
  monotonic(): number;
  /** Carries one step of the running process out, when the schedule comes to it. */
  inDatabase<Result>(label: string, work: (database: Database) => Result): Promise<Result>;
  /** The database connection of the running process. */
  connection(): object;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  every(work: () => void): object;
  forget(timer: object): void;
}

let environment: Environment | undefined;

/** Puts the services' code into a world; undefined: back into the real one. */
export function setEnvironment(by: Environment | undefined): void {
  environment = by;
}

/** The world that the services' code is in, if it is in one. */
export const currentEnvironment = (): Environment | undefined => environment;

/** Makes one step in the database of the service whose process is running. */
export function inStep<Result>(label: string, work: (database: Database) => Result): Promise<Result> {
  if (!environment) throw new Error(`${label} outside of a world`);
  return environment.inDatabase(label, work);
}
