import { mongo, type Model } from 'mongoose';
import { awaitAnswer, isDatabaseUnavailable } from './database';

/** A model, whatever its documents. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- mongoose's Model is invariant in its document
export type AnyModel = Model<any>;

/** How the documents of a read are chosen and shown, as MongoDB has it. */
export interface ReadOptions {
  projection?: Record<string, unknown>;
  sort?: Record<string, 1 | -1>;
  limit?: number;
}

/**
 * Reads a document by the driver, past Mongoose (ADR 0056). Nothing is cast: ids in the filter are ObjectIds.
 * @throws DatabaseTimeoutError when the driver does not answer
 */
export const readOne = <T extends object>(
  model: AnyModel,
  filter: object,
  projection?: Record<string, unknown>,
): Promise<T | null> => awaitAnswer(findOne(model, filter, projection) as Promise<T | null>);

/**
 * Reads documents by the driver, past Mongoose (ADR 0056). Nothing is cast: ids in the filter are ObjectIds. Name a
 * `limit` where there is one: such a read costs a third less.
 * @throws DatabaseTimeoutError when the driver does not answer
 */
export const readMany = <T extends object>(
  model: AnyModel,
  filter: object,
  options: ReadOptions = {},
): Promise<T[]> => awaitAnswer(find(model, filter, options) as Promise<T[]>);

async function findOne(model: AnyModel, filter: object, projection?: ReadOptions['projection']) {
  const batch = await findBatch(model, filter, { projection, limit: 1 });
  return batch ? (batch[0] ?? null) : model.collection.findOne(filter, { projection });
}

async function find(model: AnyModel, filter: object, options: ReadOptions): Promise<object[]> {
  return (await findBatch(model, filter, options)) ?? model.collection.find(filter, options).toArray();
}

/** A cursor of 0 has nothing to add to its first batch. */
interface FindAnswer {
  cursor: { id: unknown; firstBatch: object[] };
}

/**
 * Reads what fits into one answer by one command, without a cursor.
 * @returns undefined where the driver's cursor is needed: without a limit, beyond one answer, after a lost connection
 */
async function findBatch(
  model: AnyModel,
  filter: object,
  { projection = {}, sort = {}, limit }: ReadOptions,
): Promise<object[] | undefined> {
  const { db } = model.db;
  if (!limit || !db) return undefined;
  const command = {
    find: model.collection.collectionName,
    filter,
    projection,
    sort,
    limit,
    batchSize: limit,
  };
  try {
    const { cursor } = (await db.command(command)) as unknown as FindAnswer;
    return cursor.id === 0 ? cursor.firstBatch : undefined;
  } catch (error) {
    const isGone = error instanceof mongo.MongoServerSelectionError;
    if (isDatabaseUnavailable(error) && !isGone) return undefined;
    throw error;
  }
}
