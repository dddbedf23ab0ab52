import type { Model } from 'mongoose';
import { RejectedEventError } from '../events/listener';

/**
 * The most versions of one aggregate that a replica may miss. Events are missed only when the broker loses its data
 * while the consumer is down; a million sales or edits of one product do not fit into such a time.
 */
const MAX_VERSION_JUMP = 1_000_000;

/**
 * Refuses an event whose version is absurdly far ahead of the replica: applied, it would make the replica ignore all
 * later events of that aggregate. A missing or stale replica (version below 0) takes every version.
 * @throws RejectedEventError so that the event becomes a dead letter
 */
export async function refuseVersionJump<T extends { version: number }>(
  replica: Model<T>,
  { id, version }: { id: string; version: number },
): Promise<void> {
  if (version <= MAX_VERSION_JUMP) return; // spares the read: no jump to there is too far
  const known = (await replica.findById(id, { version: 1 }).lean<{ version: number }>())?.version ?? -1;
  if (known >= 0 && version - known > MAX_VERSION_JUMP)
    throw new RejectedEventError(`version ${version} is more than ${MAX_VERSION_JUMP} ahead of ${known}`);
}
