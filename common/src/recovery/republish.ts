import { setMaxListeners } from 'node:events';
import type { AggregateModel, OutboxEntry } from '../outbox/aggregate';
import { untilDurable } from '../outbox/change';
import { BusUnavailableError, type EventBus } from '../messaging/event-bus';
import { ANSWER_WITHIN_MS } from '../runtime/database';
import { withDatabaseTimeout } from '../runtime/database-deadline';
import type { Logger } from '../runtime/logger';
import { eventsRepublished } from '../runtime/metrics';
import type { EventSource } from './event-source';
import { inParallel } from './in-parallel';
import { Pace } from './pace';

const READ_BATCH = 200;
/** Of each source, told before all others and many at a time: what shoppers wait for is among them. */
const NEWEST = 500;
const NEWEST_PARALLEL = 16;
const REST_PARALLEL = 2;

/** What to send again. */
export interface Republication {
  /** Aggregates that changed since then. */
  since: Date;
  /** Only events of these subjects; all when absent. */
  subjects?: readonly string[];
  perSecond: number;
  signal: AbortSignal;
}

/** How far it is, in pieces. */
export interface RepublishProgress {
  aggregates: number;
  events: number;
  /** Aggregates whose events can not be made again; the log names them. */
  skipped: number;
}

/**
 * Sends the events of aggregates again, made from their documents: past the outbox, since nothing has changed, each
 * confirmed by the broker. Hearing them again changes nothing for who has heard them. What changed last comes first:
 * an order that was under way must not wait for all that was settled days ago. The rest goes by
 * two, each after the broker's confirmation of another: the busier the shop is with what shoppers do, the slower it
 * goes, and what is decided meanwhile finds short queues.
 * @param progress is kept up to date while it works
 * @throws BusUnavailableError or a database's error: it was not done completely, and may be done again from the start
 */
export async function republish(
  bus: EventBus,
  sources: readonly EventSource[],
  { since, subjects, perSecond, signal }: Republication,
  progress: RepublishProgress,
  logger: Logger,
): Promise<void> {
  // As many as wait for their turn listen to it: no leak, of which Node would warn.
  setMaxListeners(NEWEST_PARALLEL + 1, signal);
  const pace = new Pace(perSecond);
  const told = new Set<string>();
  for (const source of sources) {
    await inParallel(newestSince(source, since), NEWEST_PARALLEL, async (document) => {
      await tell(source, document);
      told.add(stateOf(source, document));
    });
  }
  for (const source of sources) {
    await inParallel(changedSince(source, since), REST_PARALLEL, async (document) => {
      if (!told.has(stateOf(source, document))) await tell(source, document);
    });
  }

  async function tell(source: EventSource, document: object): Promise<void> {
    const wanted = (retold(source, document, logger) ?? []).filter(
      ({ subject }) => !subjects || subjects.includes(subject),
    );
    for (const { subject, data } of wanted) {
      await publish(subject, data);
      eventsRepublished.inc({ subject });
      progress.events += 1;
    }
    progress.aggregates += 1;
  }

  /** A broker that is slow to confirm, busy with all that it is told, is asked again: not everything from the start. */
  async function publish(subject: string, data: string): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      await pace.turn(signal);
      try {
        return await bus.publish(subject, data);
      } catch (error) {
        if (!(error instanceof BusUnavailableError) || !bus.isConnected()) throw error;
      }
    }
  }

  /** A document that breaks the contracts of today stops none of the others. */
  function retold(
    { model, eventsOf }: EventSource,
    document: object,
    log: Logger,
  ): OutboxEntry[] | undefined {
    try {
      return eventsOf(document);
    } catch (error) {
      progress.skipped += 1;
      const id = String((document as { _id?: unknown })._id);
      log.error(
        { err: error, model: model.modelName, id },
        'events can not be made again from this document',
      );
      return undefined;
    }
  }
}

/** Which document it is, and as of when. */
function stateOf({ model }: EventSource, document: object): string {
  const { _id, updatedAt } = document as { _id: unknown; updatedAt: Date };
  return `${model.modelName}:${String(_id)}:${updatedAt.getTime()}`;
}

const newestSince = ({ model }: EventSource, since: Date): AsyncGenerator<object> =>
  readDurable(
    model,
    model
      .find({ updatedAt: { $gte: since } })
      .sort({ updatedAt: -1 })
      .limit(NEWEST),
  );

/** What changes while this reads moves ahead of it in the index, and is read again. */
const changedSince = ({ model }: EventSource, since: Date): AsyncGenerator<object> =>
  readDurable(model, model.find({ updatedAt: { $gte: since } }).sort({ updatedAt: 1 }));

type Query = ReturnType<AggregateModel['find']>;
type Cursor = ReturnType<Query['cursor']>;
type Durable = Parameters<typeof untilDurable>[1];

/** Yields each batch once the journal has all of it: a killed database must not forget what was published (ADR 0018). */
async function* readDurable(model: AggregateModel, query: Query): AsyncGenerator<object> {
  const cursor = query.select('+rev').lean().cursor({ batchSize: READ_BATCH });
  try {
    for (let batch = await readBatch(cursor); batch[0]; batch = await readBatch(cursor)) {
      await untilDurable(model, batch[0]);
      yield* batch;
    }
  } finally {
    // Not waited for: the driver may have forgotten this call, too.
    void cursor.close().catch(() => undefined);
  }
}

async function readBatch(cursor: Cursor): Promise<Durable[]> {
  const batch: Durable[] = [];
  while (batch.length < READ_BATCH) {
    const document = (await withDatabaseTimeout(cursor.next(), ANSWER_WITHIN_MS)) as Durable | null;
    if (!document) break;
    batch.push(document);
  }
  return batch;
}
