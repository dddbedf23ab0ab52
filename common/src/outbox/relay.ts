import { randomUUID } from 'node:crypto';
import { publishEvent } from '../events/publish';
import type { EventBus } from '../messaging/event-bus';
import { Batcher } from '../database/batcher';
import { readMany } from '../database/documents';
import { leaseFor, notLeased } from '../database/lease';
import type { Logger } from '../telemetry/logger';
import { runPeriodically } from '../runtime/periodic';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';
import { runInContext } from '../telemetry/context';
import type { AggregateFields, AggregateModel } from './aggregate';
import type { Loaded } from './load';
import { keyOf, OutboxQueue, type DocumentRef, type LeasedOutbox, type OutboxLease } from './outbox-queue';
import { removeBatch, UNJOURNALED, type Removal } from './removal';
import { untilDurable } from './until-durable';

/** Of a write: the longest that its events wait after a crash before a sweep takes them. */
const WRITE_LEASE_MS = 3000;
/** Of a sweep; longer than the pause after a refusal. */
const SWEEP_LEASE_MS = 10_000;
/** After a connected broker refused an event, perhaps for a full disk. */
const RETRY_PAUSE_MS = 2000;
const SWEEP_EVERY_MS = 1000;
/** Documents that a sweep acquires at a time: some more than the connections to the database. */
const SWEEP_BATCH = 32;

/** The relay of each connection; a process without one leaves its events to the sweep of another. */
export const relays = new WeakMap<object, OutboxRelay>();

/**
 * Publishes outboxes: the events of a document in order, each at least once, each removed only after the broker
 * confirmed it. What this process writes is published from memory, under the lease that the write stored. A sweep
 * publishes what others left: a crashed process, a broker that was unavailable.
 * Pattern: transactional outbox (microservices.io); decisions 0030 and 0066.
 */
export class OutboxRelay {
  private readonly queues = new Map<string, OutboxQueue>();
  private readonly removals = new Batcher<AggregateModel, Removal, void>(removeBatch);
  private stopSweeps?: () => Promise<void>;

  constructor(
    private readonly models: AggregateModel[],
    private readonly bus: EventBus,
    private readonly logger: Logger,
  ) {}

  start(): void {
    for (const { db } of this.models) relays.set(db, this);
    this.stopSweeps = runPeriodically(
      { name: 'outbox sweep', everyMs: SWEEP_EVERY_MS, run: (signal) => this.sweep(signal) },
      this.logger,
    );
  }

  /** Accepts no more events and waits up to `drainMs` for those in memory; the rest stays in the outboxes. */
  async stop(drainMs: number): Promise<void> {
    for (const { db } of this.models) if (relays.get(db) === this) relays.delete(db);
    const turns = [...this.queues.values()].map(({ turn }) => turn);
    await withTimeout(Promise.all([this.stopSweeps?.(), ...turns]), drainMs, ignoreTimeout);
  }

  /** Whether this relay publishes the events of a model. */
  serves(model: AggregateModel): boolean {
    return this.models.includes(model);
  }

  /**
   * A lease for the write that follows, or undefined when this process must not publish its events: the broker is
   * unavailable, or another process may be publishing this outbox.
   */
  grantLease(document: DocumentRef, loaded: Loaded<object>): OutboxLease | undefined {
    if (!this.bus.isConnected()) return undefined;
    const known = this.queues.get(keyOf(document));
    const isFree = loaded.outbox.length === 0 && !loaded.lease;
    if (!isFree && !known?.owns(loaded)) return undefined;
    const queue = known?.lease.queue ?? randomUUID();
    const until = new Date(loaded.now.getTime() + WRITE_LEASE_MS);
    const lease = { queue, until, deadline: loaded.askedAt + WRITE_LEASE_MS };
    this.queueOf(document, lease);
    return lease;
  }

  /** Publishes what a write stored under a lease of this process. @returns when that has ended, well or not */
  enqueue(document: DocumentRef, stored: LeasedOutbox): Promise<void> {
    const queue = this.queueOf(document, stored.lease);
    queue.add(stored);
    // Turns of one document follow each other. The events have a trace of their own.
    queue.turn = runInContext(undefined, () => queue.turn.then(() => this.publish(queue))).catch(
      (error: unknown) =>
        this.logger.warn(
          { err: error, document: keyOf(document) },
          'outbox not published, a sweep will retry',
        ),
    );
    return queue.turn;
  }

  /** Publishes, oldest first, the outboxes that nobody is publishing. */
  async sweep(signal?: AbortSignal): Promise<void> {
    const now = performance.now();
    for (const [key, { lease, entries }] of this.queues)
      // `stop` waits for a publish in progress, also after the lease has expired.
      if (lease.deadline < now && entries.length === 0) this.queues.delete(key);
    const isLeft = { outboxAt: { $exists: true }, ...notLeased(SWEEP_LEASE_MS) };
    const shape = { projection: { _id: 1 }, sort: { outboxAt: 1 as const }, limit: SWEEP_BATCH };
    for (const model of this.models) {
      let left: { _id: unknown }[];
      do {
        if (signal?.aborted || !this.bus.isConnected()) return;
        left = await readMany(model, isLeft, shape);
        await Promise.all(left.map(({ _id: id }) => this.takeOver({ model, id })));
      } while (left.length === SWEEP_BATCH);
    }
  }

  /** Acquires the lease of an outbox and publishes it, unless another process was faster. */
  private async takeOver(document: DocumentRef): Promise<void> {
    const { model, id } = document;
    const deadline = performance.now() + SWEEP_LEASE_MS;
    const queue = randomUUID();
    const until = leaseFor(SWEEP_LEASE_MS);
    const acquired = await model
      .findOneAndUpdate(
        { _id: id, outboxAt: { $exists: true }, ...notLeased(SWEEP_LEASE_MS) },
        [{ $set: { lease: until, leaseBy: { queue, until } } }],
        { updatePipeline: true, returnDocument: 'after', timestamps: false, writeConcern: UNJOURNALED },
      )
      .select('+outbox +rev +lease')
      .lean<AggregateFields | null>();
    if (!acquired?.lease) return;
    const { rev, outbox } = acquired;
    const lease = { queue, until: acquired.lease, deadline };
    if (!(await untilDurable(model, { _id: id, lease: lease.until }))) return; // a new primary does not know it
    // What this process knew has expired with its lease, but its last publish may still run.
    const lastTurn = this.queues.get(keyOf(document))?.turn;
    this.queues.set(keyOf(document), new OutboxQueue(document, lease, lastTurn));
    await this.enqueue(document, { rev, outbox, lease });
  }

  /** Publishes one document's events from the head, each after the broker confirmed the one before. */
  private async publish(queue: OutboxQueue): Promise<void> {
    const { document, entries } = queue;
    if (entries.length === 0) return;
    const keys: string[] = [];
    let pauseMs: number | undefined;
    try {
      for (let entry = entries[0]; entry && this.bus.isConnected(); entry = entries[0]) {
        if (performance.now() > queue.lease.deadline) break; // another process may publish them by now
        await publishEvent(this.bus, entry, this.logger);
        entries.shift();
        keys.push(entry.key);
      }
    } catch (error) {
      if (this.bus.isConnected()) pauseMs = RETRY_PAUSE_MS;
      throw error;
    } finally {
      if (entries.length > 0) this.leaveToSweep(queue);
      const { model, id } = document;
      await this.removals.add(model.db, model, { id, keys, until: queue.lease.until, pauseMs });
    }
  }

  private queueOf(document: DocumentRef, lease: OutboxLease): OutboxQueue {
    const known = this.queues.get(keyOf(document));
    const queue = known ?? new OutboxQueue(document, lease);
    this.queues.set(keyOf(document), queue);
    return queue;
  }

  /** Forgets what could not be published, and that this process may publish it. */
  private leaveToSweep(queue: OutboxQueue): void {
    queue.entries.length = 0;
    if (this.queues.get(keyOf(queue.document)) === queue) this.queues.delete(keyOf(queue.document));
  }
}
