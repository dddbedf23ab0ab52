import { Batcher, type Batch } from '../database/batcher';
import { awaitAnswer, isDuplicateKey } from '../database/database';
import type { AggregateModel } from './aggregate';
import { refusalsOf, type Refusal } from '../database/refusals';

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
    return refusalsOf(error, documents.length);
  }
}
