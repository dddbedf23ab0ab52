import { Batcher, type Batch } from '../database/batcher';
import { awaitAnswer, isDuplicateKey } from '../database/database';
import { writeFailuresOf, type WriteFailure } from '../database/write-failures';
import type { AggregateModel } from './aggregate';

const inserts = new Batcher<AggregateModel, object, WriteFailure>(insertBatch);

/**
 * Stores a new document. Those that arrive while a call runs share the next one: each costs a sixth (ADR 0069).
 * @returns true once it is durable, false when a unique index refused it
 */
export async function insert(model: AggregateModel, document: object): Promise<boolean> {
  const failure = await inserts.add(model.db, model, document);
  if (failure && !isDuplicateKey(failure)) throw failure;
  return !failure;
}

async function insertBatch(
  { collection }: AggregateModel,
  documents: Batch<object>,
): Promise<WriteFailure[]> {
  const options = { ignoreUndefined: true };
  try {
    await awaitAnswer<unknown>(
      documents.length === 1
        ? collection.insertOne(documents[0], options)
        : collection.insertMany(documents, { ...options, ordered: false }),
    );
    return [];
  } catch (error) {
    return writeFailuresOf(error, documents.length);
  }
}
