import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { DUPLICATE_KEY, isDuplicateKey } from '../runtime/database';
import { batcherOf, type Batch } from './batcher';

interface Upsert<T> {
  filter: QueryFilter<T>;
  update: UpdateQuery<T>;
}

/**
 * Writes to a replica: inserts what is not there, updates what the filter lets through, leaves the rest alone.
 * What comes while another write of the same replica is under way is written together: told of thousands of documents
 * again, a replica would otherwise pay for two calls and a wait for the journal with each.
 * @param filter the id and the guard, such as `{_id, version: {$lt: 7}}`
 * @returns when the document is there and the guard no longer holds
 */
export async function guardedUpsert<T>(
  model: Model<T>,
  filter: QueryFilter<T>,
  update: UpdateQuery<T>,
): Promise<void> {
  await batcherOf(model.db, `upserts of ${model.modelName}`, async (upserts: Batch<Upsert<T>>) => {
    await writeTogether(model, upserts);
    return [];
  }).add({ filter, update });
}

async function writeTogether<T>(model: Model<T>, upserts: Batch<Upsert<T>>): Promise<void> {
  if (upserts.length === 1) return writeAlone(model, upserts[0]);
  const write = async (some: Upsert<T>[], upsert: boolean): Promise<void> => {
    const operations = some.map((one) => ({ updateOne: { ...one, upsert } }));
    await model.bulkWrite(operations as never, { ordered: false, throwOnValidationError: true });
  };
  try {
    await write(upserts, true);
  } catch (error) {
    const present = duplicatesOf(error);
    const behindTheirGuard = upserts.filter((_upsert, index) => present.has(index));
    await write(behindTheirGuard, false);
  }
}

async function writeAlone<T>(model: Model<T>, { filter, update }: Upsert<T>): Promise<void> {
  try {
    await model.updateOne(filter, update, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // It exists. It may still be what the guard waits for: inserted between our look and our insert.
    await model.updateOne(filter, update);
  }
}

/**
 * Which of many upserts found a document behind their guard.
 * @throws the error, when it says anything else
 */
function duplicatesOf(error: unknown): Set<number> {
  const { writeErrors, result, mongoose } = error as Partial<BulkWriteError>;
  const isOnlyThat =
    writeErrors?.length &&
    !mongoose &&
    !result?.getWriteConcernError() &&
    writeErrors.every(({ code }) => code === DUPLICATE_KEY);
  if (!isOnlyThat) throw error;
  return new Set(writeErrors.map(({ index }) => index));
}

/** What the driver throws when a part of a bulk write failed; mongoose adds what it did not even send. */
interface BulkWriteError {
  writeErrors: { code: number; index: number }[];
  result: { getWriteConcernError(): unknown };
  mongoose: object;
}
