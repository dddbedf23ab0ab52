import { Fulfilment } from '../models/fulfilment';

const INDEX_NOT_FOUND = 27;

/**
 * Compatibility: drops the index by which an earlier version removed tombstones after 30 days. Replicas of that version
 * create it again when they start.
 */
export async function dropExpiryIndex(): Promise<void> {
  try {
    await Fulfilment.collection.dropIndex('expiresAt_1');
  } catch (error) {
    if ((error as { code?: unknown }).code !== INDEX_NOT_FOUND) throw error;
  }
}
