import { setMaxListeners } from 'node:events';
import { publishEvent } from '../events/publish';
import type { OutboxEntry } from '../outbox/aggregate';
import { untilDurable } from '../outbox/until-durable';
import { BusUnavailableError, type EventBus } from '../messaging/event-bus';
import { awaitAnswer, databaseTime } from '../database/database';
import type { Logger } from '../telemetry/logger';
import { eventsRepublished } from '../telemetry/metrics';
import type { EventSource } from './event-source';
import { inParallel } from './in-parallel';
import { Pace } from './pace';

const READ_BATCH = 200;
/** Documents in progress at a time. More of them slow down the shop's own events (ADR 0035). */
const PARALLEL = 2;
/**
 * How long after `updatedAt` a change may be stored, since `updatedAt` is the time of the read before it. Database
 * calls take at most 40 s of this. The rest is for a process that is stopped between them (ADR 0035).
 */
const LONGEST_CHANGE_MS = 5 * 60_000;

/** What to republish. */
export interface Republication {
  /** Documents that changed since then. */
  since: Date;
  /** Only events of these subjects; all when absent. */
  subjects?: readonly string[];
  /** The most events per second. */
  perSecond: number;
  signal: AbortSignal;
}

/** What a republish has done so far. */
export interface RepublishProgress {
  /** Documents read. */
  aggregates: number;
  /** Events that the broker has confirmed. */
  events: number;
  /** Documents whose events cannot be made; the log names them. */
  skipped: number;
}

/**
 * Makes the events of documents again, newest document first, and publishes them past the outbox. A second scan covers
 * documents that moved ahead of the first one, because they changed meanwhile (ADR 0035).
 * @param progress is updated during the work
 * @throws BusUnavailableError, a database error, or the reason of `signal`: run it again from the start
 */
export async function republish(
  bus: EventBus,
  sources: readonly EventSource[],
  { since, subjects, perSecond, signal }: Republication,
  progress: RepublishProgress,
  logger: Logger,
): Promise<void> {
  const [first] = sources;
  if (!first) return;
  setMaxListeners(PARALLEL + 1, signal); // each worker waits on it; Node would warn of a leak
  const pace = new Pace(perSecond);
  const startedAt = await databaseTime(first.model.db); // which dates the documents, too
  const mayBeMissed = new Date(startedAt.getTime() - LONGEST_CHANGE_MS);
  /** What both scans would read. */
  const republished = new Set<string>();
  await inParallel(changedSince(sources, since), PARALLEL, republishDocument);
  await inParallel(changedSince(sources, mayBeMissed), PARALLEL, republishDocument);

  async function republishDocument({ source, document }: Found): Promise<void> {
    const revision = [source.model.modelName, document._id, document.rev].join();
    if (republished.has(revision)) return;
    if (document.updatedAt >= mayBeMissed) republished.add(revision);
    for (const { subject, data } of eventsOf(source, document)) {
      if (subjects && !subjects.includes(subject)) continue;
      await publish(subject, data);
      eventsRepublished.inc({ subject });
      progress.events += 1;
    }
    progress.aggregates += 1;
  }

  /** Retries while the broker is connected but too slow to confirm in time. */
  async function publish(subject: string, data: string): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      await pace.turn(signal);
      try {
        return await publishEvent(bus, { subject, data }, logger);
      } catch (error) {
        if (!(error instanceof BusUnavailableError) || !bus.isConnected()) throw error;
      }
    }
  }

  /** A document that breaks today's contracts must not stop the others. */
  function eventsOf(source: EventSource, document: Document): OutboxEntry[] {
    try {
      return source.eventsOf(document);
    } catch (error) {
      progress.skipped += 1;
      const fields = { err: error, model: source.model.modelName, id: String(document._id) };
      logger.error(fields, 'document skipped: its events cannot be made');
      return [];
    }
  }
}

type Document = { _id: unknown; rev?: number; updatedAt: Date };

interface Found {
  source: EventSource;
  document: Document;
}

/**
 * Reads the changed documents of all sources, newest first, one batch of each source in turn. Yields a batch once all
 * of it is durable: a killed database must not forget what was published (ADR 0018).
 */
async function* changedSince(sources: readonly EventSource[], since: Date): AsyncGenerator<Found> {
  let open = sources.map((source) => ({ source, cursor: cursorOf(source, since) }));
  const opened = open;
  try {
    while (open.length > 0) {
      for (const scan of open) {
        const batch = await readBatch(scan.cursor);
        if (batch[0]) await untilDurable(scan.source.model, { _id: batch[0]._id });
        else open = open.filter((other) => other !== scan);
        for (const document of batch) yield { source: scan.source, document };
      }
    }
  } finally {
    // Not awaited: the driver can hang (ADR 0019).
    for (const { cursor } of opened) void cursor.close().catch(() => undefined);
  }
}

const cursorOf = ({ model }: EventSource, since: Date) =>
  model
    .find({ updatedAt: { $gte: since } })
    .sort({ updatedAt: -1 })
    .select('+rev')
    .lean()
    .cursor({ batchSize: READ_BATCH });

async function readBatch(cursor: ReturnType<typeof cursorOf>): Promise<Document[]> {
  const batch: Document[] = [];
  while (batch.length < READ_BATCH) {
    const document = (await awaitAnswer(cursor.next())) as Document | null;
    if (!document) break;
    batch.push(document);
  }
  return batch;
}
