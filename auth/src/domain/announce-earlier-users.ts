import { readMany, type Stored } from '@datnxecommerce/common';
import { userCreated } from '../events/publishers/user-created-publisher';
import { User } from '../models/user';

const BATCH = 500;
/** A run ends after so many accounts, so that a shutdown does not wait for all of them. */
const MOST_PER_RUN = 5000;

/** A version without the bus wrote neither this field nor those of an aggregate. */
const unannounced = { version: { $exists: false } };

/** An account, and the database's time of the read, which dates its event. */
type Unannounced = Stored<User> & { now: Date };

/**
 * Compatibility: publishes the accounts that an earlier version opened without the bus, each once. It may run on
 * several replicas and beside replicas of that version: the guard lets one writer through, and the next run finds what
 * is opened later.
 */
export async function announceEarlierUsers(signal?: AbortSignal): Promise<void> {
  for (let done = 0; done < MOST_PER_RUN && !signal?.aborted; done += BATCH) {
    const shown = { email: 1, now: '$$NOW' };
    const users = await readMany<Unannounced>(User, unannounced, { projection: shown, limit: BATCH });
    if (users.length === 0) return;
    await User.bulkWrite(
      users.map(({ now, ...user }) => ({
        updateOne: {
          filter: { _id: user._id as never, ...unannounced },
          update: {
            $set: { version: 0, outboxAt: now },
            $inc: { rev: 1 },
            $push: { outbox: userCreated.announce(user, now) },
          },
          timestamps: false,
        },
      })),
      { ordered: false },
    );
  }
}
