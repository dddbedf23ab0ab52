import { setTimeout as sleep } from 'node:timers/promises';
import { readQueueGroups } from '@ecommerce/events/queue-groups';
import type mongoose from 'mongoose';
import { readStack } from './stack';

/** A consumer may store an event after its outbox was read, and acknowledge before the broker is asked. */
const QUIET_LOOKS = 5;
const LOOK_EVERY_MS = 30;
const WITHIN_MS = 60_000;

/**
 * Waits until these services of the running shop are quiescent: in five looks in a row their outboxes are empty, and
 * the broker has nothing that they have not acknowledged.
 * @param databases the database of each of them, by the service's name
 * @throws Error when that takes longer than a minute
 */
export async function untilQuiescent(databases: ReadonlyMap<string, mongoose.mongo.Db>): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    if (performance.now() > deadline)
      throw new Error(`not quiescent within ${WITHIN_MS / 1000} s: ${[...databases.keys()].join(', ')}`);
    await sleep(LOOK_EVERY_MS);
    quiet = (await isQuiescent(databases)) ? quiet + 1 : 0;
  }
}

/** Outboxes before the broker: that is the way of an event. */
async function isQuiescent(databases: ReadonlyMap<string, mongoose.mongo.Db>): Promise<boolean> {
  const unsent = await Promise.all([...databases.values()].map(hasUnsentEvents));
  if (unsent.includes(true)) return false;
  const groups = await readQueueGroups(readStack().nats.monitor, []);
  return groups
    .filter(({ name }) => databases.has(name))
    .every(({ undelivered, unacknowledged }) => undelivered + unacknowledged === 0);
}

async function hasUnsentEvents(database: mongoose.mongo.Db): Promise<boolean> {
  const collections = await database.listCollections({}, { nameOnly: true }).toArray();
  const found = await Promise.all(
    collections.map(({ name }) =>
      database.collection(name).findOne({ 'outbox.0': { $exists: true } }, { projection: { _id: 1 } }),
    ),
  );
  return found.some((document) => document !== null);
}
