import { guardedUpsert, type UserCreated } from '@datnxecommerce/common';
import { UserReplica } from '../models/user-replica';

/** Keeps the newest version of a user, whatever the order and number of its events. */
export async function replicateUser({ id, email, version }: UserCreated): Promise<void> {
  await guardedUpsert(UserReplica, { _id: id, version: { $lt: version } }, { $set: { email, version } });
}
