import mongoose from 'mongoose';
import { withTimeout } from '../runtime/with-timeout';

/** The driver did not answer a call in time; whether the server executed it is unknown. */
export class DatabaseTimeoutError extends Error {
  override readonly name = 'DatabaseTimeoutError';

  /** @param withinMs milliseconds */
  constructor(withinMs: number) {
    super(`the database driver gave no answer within ${withinMs} ms`);
  }
}

/**
 * Rejects when the database has not answered a call in time; the call itself cannot be cancelled.
 * @param timeoutMs milliseconds
 * @throws DatabaseTimeoutError, or what `call` fails with
 */
export const withDatabaseTimeout = <Result>(call: Promise<Result>, timeoutMs: number): Promise<Result> =>
  withTimeout(call, timeoutMs, () => {
    throw new DatabaseTimeoutError(timeoutMs);
  });

/**
 * Adds a timeout to every query, aggregation, `save()` and `bulkWrite()` of all models. The driver's own timeouts are
 * not enough: when a socket accepts part of a command and closes without an error, driver 7.8 waits forever (ADR 0019).
 * @param withinMs milliseconds; longer than the sum of the driver's own timeouts
 */
export function limitCalls(withinMs: number): void {
  bound(mongoose.Query.prototype, 'exec', withinMs);
  bound(mongoose.Aggregate.prototype, 'exec', withinMs);
  bound(mongoose.Model.prototype as mongoose.Document, 'save', withinMs);
  bound(mongoose.Model, 'bulkWrite', withinMs);
}

function bound<Name extends string>(
  prototype: { [name in Name]: (...args: never[]) => Promise<unknown> },
  name: Name,
  withinMs: number,
): void {
  const unbounded = prototype[name];
  prototype[name] = function bounded(...args) {
    return withDatabaseTimeout(unbounded.apply(this, args), withinMs);
  };
}
