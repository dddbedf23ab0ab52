import { mongo } from 'mongoose';
import { isDatabaseUnavailable } from './database';

/** Why the server did not carry out one write of a call; undefined: it did. */
export type WriteFailure = mongo.MongoServerError | undefined;

/**
 * Finds which of the `count` writes of an unordered call the server refused.
 * @returns the failure of each, in their order
 * @throws the error, when a write was not sent or the database is unavailable
 */
export function writeFailuresOf(error: unknown, count: number): WriteFailure[] {
  // The batcher passes on to each that the database is unavailable, and repeats what was never sent.
  if (isDatabaseUnavailable(error) || !(error instanceof mongo.MongoServerError)) throw error;
  // The indexes do not count the writes that mongoose could not cast and did not send.
  if ('mongoose' in error) throw error;
  const refused = error instanceof mongo.MongoBulkWriteError ? [error.writeErrors].flat() : [];
  const isWhole = refused.length === 0;
  const ofRest = isWhole ? error : concernOf(error as mongo.MongoBulkWriteError);
  const failures = Array<WriteFailure>(count).fill(ofRest);
  for (const { index, code, errmsg } of refused)
    failures[index] = new mongo.MongoServerError({ message: errmsg, code });
  return failures;
}

/** Why what the server carried out may be lost, if it may be. */
function concernOf({ result }: mongo.MongoBulkWriteError): WriteFailure {
  const concern = result.getWriteConcernError();
  return concern && new mongo.MongoServerError({ message: concern.errmsg, code: concern.code });
}
