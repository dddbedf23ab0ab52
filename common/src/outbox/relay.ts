import { publishEvent } from '../events/publish';
import type { EventBus } from '../messaging/event-bus';
import { backoffMs } from '../runtime/backoff';
import { readMany } from '../runtime/documents';
import { leaseFor, leaseIsOver } from '../runtime/lease';
import type { Logger } from '../runtime/logger';
import { eventsPublished, outboxPending } from '../runtime/metrics';
import { runPeriodically } from '../runtime/periodic';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';
import { runInContext } from '../telemetry/context';
import type { AggregateFields, AggregateModel } from './aggregate';
import { Batcher } from './batcher';
import type { Loaded } from './load';
import { keyOf, OutboxQueue, type DocumentRef, type LeasedOutbox, type OutboxLease } from './outbox-queue';
import { removeBatch, UNJOURNALED, type Removal } from './removal';
import { untilDurable } from './until-durable';

/** Of a write: the longest that its events wait after a crash before a sweep takes them. */
const WRITE_LEASE_MS = 3000;
/** Of a sweep; longer than any pause after a refusal. */
const SWEEP_LEASE_MS = 10_000;
const SWEEP_EVERY_MS = 1000;
const SWEEP_BATCH = 200;
const PARALLEL_DOCUMENTS = 16;

/** The relay of each connection; a process without one leaves its events to the sweep of another. */
export const relays = new WeakMap<object, OutboxRelay>();

/**
 * Publishes outboxes: the events of a document in order, each at least once, each removed only after the broker
 * confirmed it. What this process writes is published from memory, under the lease that the write stored. A sweep
 * publishes what others left: a crashed process, a broker that was unavailable.
 * Pattern: transactional outbox (microservices.io); decisions 0030 and 0041.
 */
export class OutboxRelay {
  private readonly queues = new Map<string, OutboxQueue>();
  /** Documents to publish, first come, first served. */
  private readonly waiting = new Map<string, DocumentRef>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly removals = new Batcher<AggregateModel, Removal, void>(removeBatch);
  private stopSweep?: () => Promise<void>;
  private stopped = false;
  /** The last sweep may have left documents behind. */
  private hasMore = false;
  /** Publishes that a connected broker refused, in a row. */
  private refusals = 0;

  constructor(
    private readonly models: AggregateModel[],
    private readonly bus: EventBus,
    private readonly logger: Logger,
  ) {}

  start(): void {
    for (const { db } of this.models) relays.set(db, this);
    this.bus.onConnect(() => this.sweepNow());
    this.stopSweep = runPeriodically(
      { name: 'outbox sweep', everyMs: SWEEP_EVERY_MS, run: () => this.sweep() },
      this.logger,
    );
  }

  /** Accepts no more events and waits up to `drainMs` for those in memory; the rest stays in the outboxes. */
  async stop(drainMs: number): Promise<void> {
    for (const { db } of this.models) if (relays.get(db) === this) relays.delete(db);
    await this.stopSweep?.();
    await withTimeout(this.idle(), drainMs, ignoreTimeout);
    this.stopped = true;
  }

  /**
   * A lease for the write that follows, or undefined when this process must not publish its events: the broker is
   * unavailable, or another process may be publishing this outbox.
   */
  leaseFor(document: DocumentRef, { outbox, lease, now, askedAt }: Loaded<object>): OutboxLease | undefined {
    if (!this.bus.isConnected() || this.stopped || !this.models.includes(document.model)) return undefined;
    const queue = this.queues.get(keyOf(document));
    const isFree = outbox.length === 0 && !lease;
    if (!isFree && !queue?.owns(lease)) return undefined;
    const until = new Date(now.getTime() + WRITE_LEASE_MS);
    const granted = { until, deadline: askedAt + WRITE_LEASE_MS };
    (queue ?? this.open(document, granted)).remember(granted, now);
    return granted;
  }

  /** Queues for publishing what a write stored under a lease of this process. */
  enqueue(document: DocumentRef, stored: LeasedOutbox): void {
    const queue = this.queues.get(keyOf(document)) ?? this.open(document, stored.lease);
    queue.add(stored);
    if (queue.entries.length > 0) this.waiting.set(keyOf(document), document);
    this.publishNext();
  }

  /** Finds the documents whose events nobody is publishing. */
  async sweep(): Promise<void> {
    this.forgetExpired();
    if (!this.bus.isConnected()) return;
    let pending = 0;
    this.hasMore = false;
    for (const model of this.models) {
      const isPending = { outboxAt: { $exists: true }, ...leaseIsOver(SWEEP_LEASE_MS) };
      const shape = { projection: { _id: 1 }, sort: { outboxAt: 1 as const }, limit: SWEEP_BATCH };
      const left = await readMany<{ _id: unknown }>(model, isPending, shape);
      pending += left.length;
      this.hasMore ||= left.length === SWEEP_BATCH;
      for (const { _id: id } of left) this.waiting.set(keyOf({ model, id }), { model, id });
    }
    outboxPending.set(pending);
    this.publishNext();
  }

  private sweepNow(): void {
    void this.sweep().catch((error: unknown) => this.logger.warn({ err: error }, 'outbox sweep failed'));
  }

  private forgetExpired(): void {
    for (const [key, { lease }] of this.queues)
      if (lease.deadline < performance.now() && !this.running.has(key) && !this.waiting.has(key))
        this.queues.delete(key);
  }

  private async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  private publishNext(): void {
    if (!this.bus.isConnected()) {
      // The outboxes keep the events; the sweep at reconnect finds them.
      for (const memory of [this.queues, this.waiting]) memory.clear();
      return;
    }
    for (const [key, document] of this.waiting) {
      if (this.stopped || this.running.size >= PARALLEL_DOCUMENTS) return;
      if (!this.running.has(key)) this.run(key, document);
    }
  }

  private run(key: string, document: DocumentRef): void {
    this.waiting.delete(key);
    const running = runInContext(undefined, () => this.publishDocument(key, document)) // events have their own
      .catch((error: unknown) => {
        this.logger.warn({ err: error, document: key }, 'outbox not published, a sweep will retry');
      })
      .finally(() => {
        this.running.delete(key);
        this.publishNext();
      });
    this.running.set(key, running);
  }

  private async publishDocument(key: string, document: DocumentRef): Promise<void> {
    const known = this.queues.get(key);
    const queue = known && known.entries.length > 0 ? known : await this.claim(document);
    if (queue) await this.publish(queue);
    // A backlog does not wait for the next sweep, unless the broker refuses its events.
    if (!this.hasMore || this.waiting.size > 0) return;
    this.hasMore = false;
    this.sweepNow();
  }

  /** Publishes one document's events from the head, each after the broker confirmed the one before. */
  private async publish(queue: OutboxQueue): Promise<void> {
    const { document, entries } = queue;
    const keys: string[] = [];
    let pauseMs: number | undefined;
    try {
      for (let entry = entries[0]; entry; entry = entries[0]) {
        if (performance.now() > queue.lease.deadline) break; // another process may publish them by now
        await publishEvent(this.bus, entry, this.logger);
        eventsPublished.inc({ subject: entry.subject });
        entries.shift();
        keys.push(entry.key);
      }
      this.refusals = 0;
    } catch (error) {
      // A connected broker that refuses, perhaps for a full disk, is tried less and less often.
      if (this.bus.isConnected()) pauseMs = backoffMs(this.refusals++);
      throw error;
    } finally {
      this.settle(queue);
      const { model, id } = document;
      await this.removals.add(model.db, model, { id, keys, until: queue.lease.until, pauseMs });
    }
  }

  /** Acquires the lease of an outbox that a sweep found. @returns undefined when another process was faster */
  private async claim({ model, id }: DocumentRef): Promise<OutboxQueue | undefined> {
    const deadline = performance.now() + SWEEP_LEASE_MS;
    const claimed = await model
      .findOneAndUpdate(
        { _id: id, outboxAt: { $exists: true }, ...leaseIsOver(SWEEP_LEASE_MS) },
        [{ $set: { lease: leaseFor(SWEEP_LEASE_MS) } }],
        { updatePipeline: true, returnDocument: 'after', timestamps: false, writeConcern: UNJOURNALED },
      )
      .select('+outbox +rev +lease')
      .lean<AggregateFields | null>();
    if (!claimed?.lease) return undefined;
    const { rev, outbox, lease: until } = claimed;
    await untilDurable(model, { _id: id, rev });
    const lease = { until, deadline };
    const queue = this.open({ model, id }, lease);
    queue.add({ rev, outbox, lease });
    return queue;
  }

  private open(document: DocumentRef, lease: OutboxLease): OutboxQueue {
    const queue = new OutboxQueue(document, lease);
    this.queues.set(keyOf(document), queue);
    return queue;
  }

  /** What a queue holds after a failure, or once its lease has expired, is left to the sweep. */
  private settle(queue: OutboxQueue): void {
    const key = keyOf(queue.document);
    if (this.queues.get(key) !== queue) return;
    this.waiting.delete(key);
    if (queue.entries.length > 0) this.queues.delete(key);
  }
}
