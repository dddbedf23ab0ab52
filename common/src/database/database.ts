import { setTimeout as sleep } from 'node:timers/promises';
import mongoose, { type Connection } from 'mongoose';
import { ConfigError } from '../runtime/config';
import { FailureStreak } from '../runtime/failure-streak';
import { withDatabaseTimeout, limitCalls } from './database-deadline';
import { runInContext } from '../telemetry/context';
import type { Logger } from '../telemetry/logger';

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
 * Temporary server errors: those that the driver retries, a write concern timeout, a connection that broke, and a full
 * disk. Not UnsatisfiableWriteConcern, which a retry cannot help.
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
  279, // ClientDisconnect: one side of the connection closed before the other
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
  14031, // OutOfDiskSpace
]);
/** Socket errors; the driver passes some of them on unwrapped. */
const BROKEN_CONNECTION = new Set(['ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT']);

/** The longest waits of one call: for the server, for a connection, and for an answer. */
const [SELECTION_MS, QUEUE_MS, SILENCE_MS] = [2000, 5000, 10_000];
/** A call without an answer after this time is lost (ADR 0019). */
export const ANSWER_WITHIN_MS = SELECTION_MS + QUEUE_MS + SILENCE_MS + 3000;

/**
 * Waits for the answer to a call of the driver, which has no such limit of its own (ADR 0019).
 * @throws DatabaseTimeoutError when there is none, or what the call fails with
 */
export const awaitAnswer = <Result>(call: Promise<Result>): Promise<Result> =>
  withDatabaseTimeout(call, ANSWER_WITHIN_MS);

/** Whether an error means that the database is unavailable, not that the call was wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNAVAILABLE.has(error.name)) return true;
  const { code } = error as { code?: unknown };
  if (UNAVAILABLE_CODES.has(code as number) || BROKEN_CONNECTION.has(code as string)) return true;
  // The driver wraps what failed before the server answered a bulk write, and only the server's errors have a code.
  if (error.name === 'MongoBulkWriteError' && code === undefined) return true;
  // mongoose's error before the first connection, with command buffering off
  return error.name === 'MongooseError' && error.message.includes('before initial connection');
}

/** The error code of a write that a unique index refused. */
const DUPLICATE_KEY = 11000;

/** Whether a unique index refused a write. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && (error as { code?: number }).code === DUPLICATE_KEY;
}

const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;
const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;

/**
 * Connects to MongoDB and waits while it is unavailable; afterwards the driver reconnects by itself. Every write is
 * acknowledged by a majority and journaled; on a standalone server the default write concern only promises memory.
 * Operations fail fast while the server is unavailable instead of queueing.
 * @throws ConfigError when the database refuses the user name or password
 */
export async function connectDatabase(uri: string, logger: Logger, signal: AbortSignal): Promise<void> {
  mongoose.set('bufferCommands', false);
  mongoose.set('autoIndex', false);
  limitCalls(ANSWER_WITHIN_MS);
  const streak = new FailureStreak();
  while (!signal.aborted) {
    try {
      await mongoose.connect(uri, {
        writeConcern: { w: 'majority', journal: true },
        serverSelectionTimeoutMS: SELECTION_MS,
        connectTimeoutMS: 3000,
        socketTimeoutMS: SILENCE_MS,
        waitQueueTimeoutMS: QUEUE_MS,
        maxPoolSize: 20,
      });
      logOutages(logger, signal);
      return;
    } catch (error) {
      if (codeOf(error) === AUTHENTICATION_FAILED)
        throw new ConfigError(
          'bad settings: MONGO_URI has a wrong user name or password: authentication failed',
        );
      if (streak.add()) logger.warn({ err: error }, 'database is unavailable, waiting for it');
      await sleep(500, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Logs a line when the connection is lost and one when it is back; none about the shutdown that aborts `signal`. */
function logOutages(logger: Logger, signal: AbortSignal): void {
  // The driver emits them in the context of a request whose connection it noticed first.
  mongoose.connection.on('disconnected', () => {
    if (!signal.aborted) runInContext(undefined, () => logger.warn('no connection to the database'));
  });
  mongoose.connection.on('reconnected', () =>
    runInContext(undefined, () => logger.info('connected to the database')),
  );
}

/**
 * Creates the indexes of the models; waits while the database is unavailable.
 * @throws ConfigError when the user may not write, also when the database asks for a user and there is none
 */
export async function ensureIndexes(
  models: readonly { createIndexes(): Promise<unknown> }[],
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  await whenAvailable(() => Promise.all(models.map((model) => model.createIndexes())), logger, signal);
}

/** Does work on the database at the start of a process; repeats it while the database is unavailable. */
export async function whenAvailable(
  work: () => Promise<unknown>,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const streak = new FailureStreak();
  while (!signal.aborted) {
    try {
      await awaitAnswer(work());
      return;
    } catch (error) {
      if (codeOf(error) === UNAUTHORIZED)
        throw new ConfigError(
          'bad settings: MONGO_URI must name a user who may write to the database: not authorized',
        );
      if (!isDatabaseUnavailable(error)) throw error;
      if (streak.add()) logger.warn({ err: error }, 'database is unavailable, the start waits for it');
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

/** A time of the database, and the moment on `performance.now()` before which it was asked for. */
export interface DatabaseTime {
  now: Date;
  askedAt: number;
}

/** The database's own time, by which all processes of a service agree. */
export async function databaseTime(connection: Connection): Promise<Date> {
  const hello = connection.getClient().db('admin').command({ hello: 1 });
  const { localTime } = await awaitAnswer(hello);
  return localTime as Date;
}

/** How long a time of the database is carried on by this process's monotonic clock; not after a slow answer. */
const [CARRIED_MS, SLOW_MS] = [1000, 20];
const carried = new WeakMap<Connection, { now: Date; answeredAt: number; tookMs: number }>();

/**
 * The database's time, asked for at most once a second (ADR 0062). It is behind by what the answer took, at most 20
 * ms, and never ahead: what one process makes is dated in its order. `askedAt` is as much earlier.
 */
export async function recentDatabaseTime(connection: Connection): Promise<DatabaseTime> {
  const askedAt = performance.now();
  const known = carried.get(connection);
  if (known && askedAt - known.answeredAt < CARRIED_MS) {
    const now = new Date(known.now.getTime() + askedAt - known.answeredAt);
    return { now, askedAt: askedAt - known.tookMs };
  }
  const now = await databaseTime(connection);
  const answeredAt = performance.now();
  const tookMs = answeredAt - askedAt;
  if (tookMs < SLOW_MS) carried.set(connection, { now, answeredAt, tookMs });
  return { now, askedAt };
}
