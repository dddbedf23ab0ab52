import type { Stored } from '@datnxecommerce/common';
import { userCreated } from '../events/publishers/user-created-publisher';
import { User } from '../models/user';

const BATCH = 500;
/** A run ends after so many accounts, so that a shutdown does not wait for all of them. */
const MOST_PER_RUN = 5000;

/** A release without the bus wrote neither a version nor the fields of an aggregate. */
const unannounced = { version: { $exists: false } };

/**
 * Publishes the accounts that a release without the bus opened, each once. It may run on several replicas and beside
 * replicas of that release: the guard lets one writer through, and the next run finds what is opened later.
 */
export async function announceEarlierUsers(signal?: AbortSignal): Promise<void> {
  for (let done = 0; done < MOST_PER_RUN && !signal?.aborted; done += BATCH) {
    const users = await User.find(unannounced, { email: 1 }).limit(BATCH).lean<Stored<User>[]>();
    if (users.length === 0) return;
    const outboxAt = new Date();
    await User.bulkWrite(
      users.map((user) => ({
        updateOne: {
          filter: { _id: user._id as never, ...unannounced },
          update: {
            $set: { version: 0, outboxAt },
            $inc: { rev: 1 },
            $push: { outbox: userCreated.announce(user, outboxAt) },
          },
          timestamps: false,
        },
      })),
      { ordered: false },
    );
  }
}
