import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { Batcher, type Batch } from './batcher';
import { isDuplicateKey } from './database';
import type { AnyModel } from './documents';
import { writeFailuresOf } from './write-failures';

interface Upsert {
  filter: QueryFilter<unknown>;
  update: UpdateQuery<unknown>;
}

const upserts = new Batcher<AnyModel, Upsert, void>(async (model, batch) => {
  await (batch.length === 1 ? writeOne(model, batch[0]) : writeBatch(model, batch));
  return [];
});

/**
 * Writes to a replica: inserts a missing document, updates one that matches the filter, ignores all others.
 * Writes of one replica that arrive while another runs are batched: during a republish each event would otherwise
 * cost two round trips and a wait for the journal.
 * @param filter the id and the guard, such as `{_id, version: {$lt: 7}}`
 * @returns when the document exists and the guard no longer matches
 */
export const guardedUpsert = <T>(
  model: Model<T>,
  filter: QueryFilter<T>,
  update: UpdateQuery<T>,
): Promise<void> => upserts.add(model.db, model as AnyModel, { filter, update });

async function writeOne(model: AnyModel, { filter, update }: Upsert): Promise<void> {
  try {
    await model.updateOne(filter, update, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // The guard did not match, or the document was inserted meanwhile and the guard may match now.
    await model.updateOne(filter, update);
  }
}

async function writeBatch(model: AnyModel, batch: Batch<Upsert>): Promise<void> {
  const write = async (some: Upsert[], upsert: boolean): Promise<void> => {
    const operations = some.map((one) => ({ updateOne: { ...one, upsert } }));
    await model.bulkWrite(operations, { ordered: false, throwOnValidationError: true });
  };
  try {
    await write(batch, true);
  } catch (error) {
    const failures = writeFailuresOf(error, batch.length);
    if (!failures.every((failure) => !failure || isDuplicateKey(failure))) throw error;
    await write(
      batch.filter((_upsert, index) => failures[index]),
      false,
    );
  }
}
