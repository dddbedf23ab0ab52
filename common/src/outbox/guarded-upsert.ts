import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { isDuplicateKey } from '../service/database';

/**
 * Writes to a replica: inserts what is not there, updates what the filter lets through, leaves the rest alone.
 * @param filter the id and the guard, such as `{_id, version: {$lt: 7}}`
 * @returns when the document is there and the guard no longer holds
 */
export async function guardedUpsert<T>(
  model: Model<T>,
  filter: QueryFilter<T>,
  update: UpdateQuery<T>,
): Promise<void> {
  try {
    await model.updateOne(filter, update, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // It exists. It may still be what the guard waits for: inserted between our look and our insert.
    await model.updateOne(filter, update);
  }
}
