import { mongo } from 'mongoose';
import { Batcher, type Batch } from '../runtime/batcher';
import { awaitAnswer, isDatabaseUnavailable, isDuplicateKey } from '../runtime/database';
import type { AggregateModel } from './aggregate';

/** Why a document was not stored; undefined: it was. */
type Refusal = mongo.MongoServerError | undefined;

const inserts = new Batcher<AggregateModel, object, Refusal>(insertBatch);

/**
 * Stores a new document. Those that arrive while a call runs share the next one: each costs a sixth (ADR 0069).
 * @returns true once it is durable, false when a unique index refused it
 */
export async function insert(model: AggregateModel, document: object): Promise<boolean> {
  const refusal = await inserts.add(model.db, model, document);
  if (refusal && !isDuplicateKey(refusal)) throw refusal;
  return !refusal;
}

async function insertBatch({ collection }: AggregateModel, documents: Batch<object>): Promise<Refusal[]> {
  const options = { ignoreUndefined: true };
  try {
    await awaitAnswer<unknown>(
      documents.length === 1
        ? collection.insertOne(documents[0], options)
        : collection.insertMany(documents, { ...options, ordered: false }),
    );
    return [];
  } catch (error) {
    // The batcher passes on to each that the database is unavailable, and repeats what was never sent.
    if (isDatabaseUnavailable(error) || !(error instanceof mongo.MongoServerError)) throw error;
    return refusalsOf(error, documents.length);
  }
}

/** Which documents the server refused: those it names, or all. */
function refusalsOf(error: mongo.MongoServerError, count: number): Refusal[] {
  const refused = error instanceof mongo.MongoBulkWriteError ? [error.writeErrors].flat() : [];
  if (refused.length === 0) return Array<Refusal>(count).fill(error);
  const refusals: Refusal[] = [];
  for (const { index, code, errmsg } of refused)
    refusals[index] = new mongo.MongoServerError({ message: errmsg, code });
  return refusals;
}
