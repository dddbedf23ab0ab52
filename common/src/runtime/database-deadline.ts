import mongoose from 'mongoose';
import { withTimeout } from './with-timeout';

/** A call that the driver has forgotten: whether the server carried it out is unknown. */
export class DatabaseTimeoutError extends Error {
  override readonly name = 'DatabaseTimeoutError';

  /** @param withinMs how long there was no answer, in milliseconds */
  constructor(withinMs: number) {
    super(`the database driver gave no answer within ${withinMs} ms`);
  }
}

/**
 * Rejects when the database has not answered a call in time; the call itself cannot be taken back.
 * @param timeoutMs milliseconds
 * @throws DatabaseTimeoutError, or what `call` fails with
 */
export const withDatabaseTimeout = <Result>(call: Promise<Result>, timeoutMs: number): Promise<Result> =>
  withTimeout(call, timeoutMs, () => {
    throw new DatabaseTimeoutError(timeoutMs);
  });

/**
 * Gives every query, `save()` and `bulkWrite()` of all models an end. The driver's own limits do not: a socket that takes a
 * command only in part and is then closed without an error leaves the call waiting for ever (driver 7.8: it waits for
 * `drain` or `error`, and a close is neither). See decision 0019.
 * @param withinMs milliseconds; longer than the driver's own limits together
 */
export function limitCalls(withinMs: number): void {
  bound(mongoose.Query.prototype, 'exec', withinMs);
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
