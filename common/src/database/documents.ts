import { Types, type Model } from 'mongoose';
import { Batcher } from './batcher';
import { awaitAnswer, isDatabaseUnavailable } from './database';

/** A model, whatever its documents. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- mongoose's Model is invariant in its document
export type AnyModel = Model<any>;

/** Which fields a read gives, as MongoDB has it. */
type Projection = Record<string, unknown>;

/** How the documents of a read are chosen and shown, as MongoDB has it. */
export interface ReadOptions {
  projection?: Projection;
  sort?: Record<string, 1 | -1>;
  limit?: number;
}

/**
 * Reads a document by the driver, past Mongoose (ADR 0056). Nothing is cast: ids in the filter are ObjectIds. Reads by
 * one unique field that the answer holds, such as `_id`, share one query with those that arrive while another runs
 * (ADR 0069). So two readers may get the same object: do not change it.
 * @throws DatabaseTimeoutError when the driver does not answer
 */
export function readOne<T extends object>(
  model: AnyModel,
  filter: Record<string, unknown>,
  projection?: Projection,
): Promise<T | null> {
  const [[field, value] = ['', undefined], ...others] = Object.entries(filter);
  const shown = projection?.[field];
  const isShown = shown === 1 || (field === '_id' && shown === undefined);
  const isPlain = value instanceof Types.ObjectId || typeof value === 'string';
  const read = { model, field, value, projection };
  const found =
    others.length === 0 && isShown && isPlain
      ? sharedReads.add(model.db, [model.modelName, field, JSON.stringify(projection)].join(), read)
      : awaitAnswer(findOne(model, filter, projection));
  return found as Promise<T | null>;
}

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

/** A read of one document by a unique field. */
interface SharedRead {
  model: AnyModel;
  field: string;
  value: unknown;
  projection?: Projection;
}

/** Per model, field and projection. */
const sharedReads = new Batcher<string, SharedRead, object | null>(async (_key, reads) => {
  const [{ model, field, value, projection }] = reads;
  if (reads.length === 1) return [await awaitAnswer(findOne(model, { [field]: value }, projection))];
  const values = [...new Map(reads.map((read) => [String(read.value), read.value])).values()];
  const limit = values.length;
  const found = await awaitAnswer(find(model, { [field]: { $in: values } }, { projection, limit }));
  const byValue = new Map(found.map((document) => [String(document[field]), document]));
  return reads.map((read) => byValue.get(String(read.value)) ?? null);
});

async function findOne(model: AnyModel, filter: object, projection?: Projection): Promise<object | null> {
  const batch = await findBatch(model, filter, { projection, limit: 1 });
  return batch ? (batch[0] ?? null) : model.collection.findOne(filter, { projection });
}

async function find(model: AnyModel, filter: object, options: ReadOptions): Promise<Found[]> {
  return (await findBatch(model, filter, options)) ?? model.collection.find(filter, options).toArray();
}

type Found = Record<string, unknown>;

/** What a call fails with after it has waited for a server or for a connection. */
const WAITED = new Set(['MongoServerSelectionError', 'MongoWaitQueueTimeoutError']);

/** A cursor of 0 has nothing to add to its first batch. */
interface FindAnswer {
  cursor: { id: unknown; firstBatch: Found[] };
}

/**
 * Reads what fits into one answer by one command, without a cursor.
 * @returns undefined where the driver's cursor is needed: without a limit, beyond one answer, after a lost connection
 */
async function findBatch(
  model: AnyModel,
  filter: object,
  { projection = {}, sort = {}, limit }: ReadOptions,
): Promise<Found[] | undefined> {
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
    if (cursor.id === 0) return cursor.firstBatch;
    // The server would keep it for ten minutes.
    db.command({ killCursors: command.find, cursors: [cursor.id] }).catch(() => undefined);
    return undefined;
  } catch (error) {
    if (isDatabaseUnavailable(error) && !WAITED.has((error as Error).name)) return undefined;
    throw error;
  }
}
