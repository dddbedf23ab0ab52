import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type mongoose from 'mongoose';
import type { PublishedEvent, Recording, StoredLine } from './recording';
import { withBroker, withMongod } from './servers';

const JOURNAL = 'stripe/journal.jsonl';
/** Fields of Stripe's sandbox that are times: in seconds, and in milliseconds. */
const TIME_UNITS: Record<string, number> = { created: 1000, at: 1 };
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Longer than Stripe remembers an idempotency key. */
const FORGOTTEN_MS = 2 * 24 * 60 * 60_000;

/**
 * Makes a data folder as the recorded shop has left it, with every time moved: it was killed just now. Only the charge
 * of `orders.unknown` is so old that Stripe has forgotten its idempotency key; that of `orders.charging` is not.
 * @param dataDir an empty folder
 * @returns the recording with its times moved as well
 */
export async function loadRecording(recording: Recording, dataDir: string): Promise<Recording> {
  const byMs = Date.now() - Date.parse(recording.facts.recordedAt);
  const { mongo, broker, files, facts } = ageCharge(recording, recording.facts.orders.unknown);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(dataDir, name);
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, name === JOURNAL ? moveJournal(text, byMs) : text, { mode: 0o600 });
  }
  await Promise.all([
    ...Object.entries(mongo).map(([service, stored]) =>
      withMongod(path.join(dataDir, 'mongo', service), service, (db) =>
        insert(db, moveTimes(stored, byMs) as StoredLine[]),
      ),
    ),
    publishAll(path.join(dataDir, 'nats/store'), broker),
  ]);
  return { ...recording, facts: moveTimes(facts, byMs) as Recording['facts'] };
}

function ageCharge(recording: Recording, orderId: string): Recording {
  const { mongo, files } = recording;
  const isOfOrder = (line: StoredLine): boolean =>
    'document' in line && (line.document as { orderId?: string }).orderId === orderId;
  const payments = mongo.payments?.map((line) =>
    isOfOrder(line) ? (moveTimes(line, -FORGOTTEN_MS) as StoredLine) : line,
  );
  const journal = files[JOURNAL]?.split('\n').map((line) =>
    line.includes(orderId) ? moveJournal(line, -FORGOTTEN_MS) : line,
  );
  return {
    ...recording,
    mongo: { ...mongo, payments: payments ?? [] },
    files: { ...files, [JOURNAL]: journal?.join('\n') ?? '' },
  };
}

async function publishAll(store: string, events: readonly PublishedEvent[]): Promise<void> {
  await withBroker(store, async (log) => {
    for (const { subject, data } of events) await log.publish(subject, data);
  });
}

/** Documents with the indexes of the version that wrote them: a later one has to get along with both. */
async function insert(db: mongoose.mongo.Db, stored: readonly StoredLine[]): Promise<void> {
  let collection = '';
  for (const line of stored) {
    if ('collection' in line) {
      ({ collection } = line);
      await db.command({ createIndexes: collection, indexes: line.indexes });
    } else {
      await db.collection(collection).insertOne(line.document as mongoose.mongo.Document);
    }
  }
}

/** Moves dates, and text that is nothing but a time in ISO 8601. */
function moveTimes(value: unknown, byMs: number): unknown {
  if (value instanceof Date) return new Date(value.getTime() + byMs);
  if (typeof value === 'string' && ISO_TIME.test(value))
    return new Date(Date.parse(value) + byMs).toISOString();
  if (Array.isArray(value)) return value.map((each) => moveTimes(each, byMs));
  if (value === null || typeof value !== 'object' || '_bsontype' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, moveTimes(each, byMs)]));
}

function moveJournal(text: string, byMs: number): string {
  const move = (name: string, value: unknown): unknown =>
    name in TIME_UNITS && typeof value === 'number'
      ? Math.round(value + byMs / (TIME_UNITS[name] ?? 1))
      : value;
  return text
    .split('\n')
    .map((line) => line && JSON.stringify(JSON.parse(line, move)))
    .join('\n');
}
