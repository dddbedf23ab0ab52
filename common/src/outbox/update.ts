import { mongo } from 'mongoose';
import { Batcher, type Batch } from '../database/batcher';
import { awaitAnswer } from '../database/database';
import { writeFailuresOf, type WriteFailure } from '../database/write-failures';
import type { AggregateModel } from './aggregate';

/** An update of one document. */
interface Update {
  /** Matches the document by its id, and only in the state that the update was made for. */
  guard: object;
  /** What changes, as MongoDB has it: `{$set: …}`. */
  operators: object;
}

/** The server's code for another `_id` than the document has. */
const IMMUTABLE_FIELD = 66;
/**
 * Of many updates, the server tells how many guards matched, and names only what failed. So each is an upsert that
 * fails where it would insert, because its `_id` is not that of the guard.
 */
const NO_INSERT = { $setOnInsert: { _id: null } };
const NO_MATCH = new mongo.MongoServerError({ message: 'the guard did not match', code: IMMUTABLE_FIELD });

const updates = new Batcher<AggregateModel, Update, WriteFailure>(updateBatch);

/**
 * Updates a document. Updates that arrive while a call runs share the next one (ADR 0069).
 * @returns true once it is durable, false when the guard did not match
 */
export async function update(model: AggregateModel, one: Update): Promise<boolean> {
  const failure = await updates.add(model.db, model, one);
  if (failure && failure.code !== IMMUTABLE_FIELD) throw failure;
  return !failure;
}

async function updateBatch({ collection }: AggregateModel, batch: Batch<Update>): Promise<WriteFailure[]> {
  const options = { ignoreUndefined: true };
  if (batch.length === 1) {
    const [{ guard, operators }] = batch;
    const { matchedCount } = await awaitAnswer(collection.updateOne(guard, operators, options));
    return [matchedCount === 1 ? undefined : NO_MATCH];
  }
  const operations = batch.map(({ guard, operators }) => ({
    updateOne: { filter: guard, update: { ...operators, ...NO_INSERT }, upsert: true },
  }));
  try {
    await awaitAnswer(collection.bulkWrite(operations, { ...options, ordered: false }));
    return [];
  } catch (error) {
    return writeFailuresOf(error, batch.length);
  }
}
