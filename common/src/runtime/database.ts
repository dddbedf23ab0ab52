import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { ConfigError } from './config';
import { withDatabaseTimeout, limitCalls } from './database-deadline';
import type { Logger } from './logger';

const UNAVAILABLE = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoExpiredSessionError',
  'MongooseServerSelectionError',
  'DatabaseTimeoutError',
]);
/**
 * What a server says that can not serve now and may be able to soon: what the driver takes as a reason to try again,
 * a majority that did not confirm in time, and a full disk. Not UnsatisfiableWriteConcern: no repetition helps there.
 */
const UNAVAILABLE_CODES = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  64, // WriteConcernTimeout, or WriteConcernFailed before 8.1
  89, // NetworkTimeout
  91, // ShutdownInProgress
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
  14031, // OutOfDiskSpace
]);
/** What a socket says that broke under a write; the driver hands some of it on as it is. */
const BROKEN_CONNECTION = new Set(['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT']);

/** The longest that one call takes: to find the server, to wait for a connection, and for a silent one to be given up. */
const [SELECTION_MS, QUEUE_MS, SILENCE_MS] = [2000, 5000, 10_000];
/** Whoever has heard nothing after that never will. */
export const ANSWER_WITHIN_MS = SELECTION_MS + QUEUE_MS + SILENCE_MS + 3000;

/** Whether an error says that the database is away or refuses to work, rather than that we asked for nonsense. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNAVAILABLE.has(error.name)) return true;
  const { code } = error as { code?: unknown };
  if (UNAVAILABLE_CODES.has(code as number) || BROKEN_CONNECTION.has(code as string)) return true;
  // mongoose's own word for "not connected yet" with command buffering off
  return error.name === 'MongooseError' && error.message.includes('before initial connection');
}

/** The code of a write that a unique index refused. */
export const DUPLICATE_KEY = 11000;

/** Whether a write was refused because a unique index already holds its key. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && (error as { code?: number }).code === DUPLICATE_KEY;
}

/** AuthenticationFailed. */
const AUTHENTICATION_FAILED = 18;

/**
 * Connects to MongoDB, waiting as long as it takes; afterwards the driver reconnects by itself.
 * Every write is acknowledged by a majority and from the journal: on a standalone server the default only
 * promises memory. Operations fail fast while the server is away instead of queueing.
 * @throws ConfigError when the database refuses the user name or password
 */
export async function connectDatabase(uri: string, logger: Logger, signal: AbortSignal): Promise<void> {
  mongoose.set('bufferCommands', false);
  mongoose.set('autoIndex', false);
  limitCalls(ANSWER_WITHIN_MS);
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      await mongoose.connect(uri, {
        writeConcern: { w: 'majority', journal: true },
        serverSelectionTimeoutMS: SELECTION_MS,
        connectTimeoutMS: 3000,
        socketTimeoutMS: SILENCE_MS,
        waitQueueTimeoutMS: QUEUE_MS,
        maxPoolSize: 20,
      });
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code === AUTHENTICATION_FAILED)
        throw new ConfigError(
          'bad settings: MONGO_URI has a wrong user name or password: authentication failed',
        );
      if (attempt === 1) logger.warn({ err: error }, 'database is away, waiting for it');
      await sleep(500, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Creates the indexes that the registered models declare; waits for a database that goes away meanwhile. */
export async function ensureIndexes(logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const made = Promise.all(Object.values(mongoose.models).map((model) => model.createIndexes()));
      await withDatabaseTimeout(made, ANSWER_WITHIN_MS);
      return;
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      logger.warn({ err: error }, 'database went away while indexes were made');
      await sleep(500, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Whether the database answers within `timeoutMs`. */
export async function databaseAnswers(timeoutMs = 1000): Promise<boolean> {
  const { db } = mongoose.connection;
  if (!db || mongoose.connection.readyState !== mongoose.ConnectionStates.connected) return false;
  try {
    await withDatabaseTimeout(db.admin().ping(), timeoutMs);
    return true;
  } catch {
    return false;
  }
}
