import { backoffMs } from '../runtime/backoff';
import { publishEvent } from '../events/publish';
import type { EventBus } from '../messaging/event-bus';
import { leaseFor, leaseIsOver } from '../runtime/lease';
import type { Logger } from '../runtime/logger';
import { eventsPublished, outboxPending } from '../runtime/metrics';
import { readMany } from '../runtime/documents';
import { runPeriodically } from '../runtime/periodic';
import { runInContext } from '../telemetry/context';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';
import type { AggregateFields, AggregateModel } from './aggregate';
import { Batcher } from './batcher';
import type { Loaded } from './load';
import {
  localRelays,
  type DocumentRef,
  type LocalRelay,
  type OutboxLease,
  type WrittenEvents,
} from './local-relay';
import { addLease, keyOf, queueOf, remember, type OutboxQueue } from './outbox-queue';
import { removeBatch, UNJOURNALED, type LeaseAfter, type Removal } from './removal';
import { untilDurable } from './until-durable';

/** Of a write: the longest that its events wait after a crash before a sweep takes them. */
const WRITE_LEASE_MS = 3000;
/** Of a sweep; longer than any pause after a refusal. */
const SWEEP_LEASE_MS = 10_000;
const SWEEP_EVERY_MS = 1000;
const SWEEP_BATCH = 200;
const PARALLEL_DOCUMENTS = 16;

/**
 * Publishes outboxes: the events of a document in order, each at least once, each removed only after the broker
 * confirmed it. What this process writes is published from memory, under the lease that the write stored. A sweep
 * publishes what others left: a crashed process, a broker that was unavailable.
 * Pattern: transactional outbox (microservices.io); decision 0030.
 */
export class OutboxRelay implements LocalRelay {
  private readonly queues = new Map<string, OutboxQueue>();
  /** Queues that have events, and documents that a sweep found. */
  private readonly waiting = new Set<string>();
  private readonly found = new Map<string, DocumentRef>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly removals = new Batcher<AggregateModel, Removal, void>(removeBatch);
  private stopSweep?: () => Promise<void>;
  private stopped = false;
  /** The last sweep may have left documents behind. */
  private hasMore = false;
  /** Documents whose outbox was emptied since the last sweep. */
  private emptied = 0;
  /** Publishes that a connected broker refused, in a row. */
  private refusals = 0;
  /** Whose turn it is: under load, neither fresh events nor those of a sweep may starve. */
  private isTurnOfFound = false;

  constructor(
    private readonly models: AggregateModel[],
    private readonly bus: EventBus,
    private readonly logger: Logger,
  ) {}

  start(): void {
    for (const { db } of this.models) localRelays.set(db, this);
    this.bus.onConnect(() => this.sweepNow());
    this.stopSweep = runPeriodically(
      { name: 'outbox sweep', everyMs: SWEEP_EVERY_MS, run: () => this.sweep() },
      this.logger,
    );
  }

  /** Accepts no more events and waits up to `drainMs` for those in memory; the rest stays in the outboxes. */
  async stop(drainMs: number): Promise<void> {
    for (const { db } of this.models) if (localRelays.get(db) === this) localRelays.delete(db);
    await this.stopSweep?.();
    await withTimeout(this.idle(), drainMs, ignoreTimeout);
    this.stopped = true;
  }

  leaseFor(document: DocumentRef, loaded: Loaded<object>, loadedAt: number): OutboxLease | undefined {
    if (!this.bus.isConnected() || this.stopped || !this.models.includes(document.model)) return undefined;
    const key = keyOf(document);
    const queue = this.queues.get(key);
    const isFree = loaded.outbox.length === 0 && !loaded.lease;
    if (!isFree && !queue?.leases.has(loaded.lease?.getTime() ?? NaN)) return undefined;
    const until = new Date(loaded.now.getTime() + WRITE_LEASE_MS);
    const lease = { until, deadline: loadedAt + WRITE_LEASE_MS };
    if (queue) addLease(queue.leases, until, loaded.now);
    else this.queues.set(key, queueOf(document, { rev: -1, entries: [], lease }));
    return lease;
  }

  enqueue(written: WrittenEvents): void {
    const { rev, outbox, lease } = written;
    const key = keyOf(written);
    const queue = this.queues.get(key) ?? queueOf(written, { rev: -1, entries: [], lease });
    if (rev <= queue.rev) return; // a later write of this process has brought these events, too
    const known = new Set([...queue.sent, ...queue.entries.map((entry) => entry.key)]);
    queue.entries.push(...outbox.filter((entry) => !known.has(entry.key)));
    this.queues.set(key, Object.assign(queue, { rev, lease }));
    this.waiting.add(key);
    this.next();
  }

  /** Finds the documents whose events nobody is publishing. */
  async sweep(): Promise<void> {
    this.forgetExpired();
    if (!this.bus.isConnected()) return;
    let pending = 0;
    this.hasMore = false;
    this.emptied = 0;
    for (const model of this.models) {
      const isPending = { outboxAt: { $exists: true }, ...leaseIsOver(SWEEP_LEASE_MS) };
      const shape = { projection: { _id: 1 }, sort: { outboxAt: 1 as const }, limit: SWEEP_BATCH };
      const left = await readMany<{ _id: unknown }>(model, isPending, shape);
      pending += left.length;
      this.hasMore ||= left.length === SWEEP_BATCH;
      for (const { _id } of left) this.found.set(keyOf({ model, id: _id }), { model, id: _id });
    }
    outboxPending.set(pending);
    this.next();
  }

  private next(): void {
    if (!this.bus.isConnected()) {
      // The outboxes keep the events; the sweep at reconnect finds them.
      for (const memory of [this.queues, this.waiting, this.found]) memory.clear();
      return;
    }
    this.isTurnOfFound = !this.isTurnOfFound;
    if (this.isTurnOfFound) this.runFound();
    for (const key of this.waiting) if (!this.run(key, () => this.publishQueue(key))) break;
    this.runFound();
    // A backlog does not wait for the next sweep, unless this one was in vain.
    if (this.hasMore && this.emptied > 0 && this.running.size === 0) this.sweepNow();
  }

  private runFound(): void {
    for (const [key, document] of this.found)
      if (!this.run(key, () => this.publishFound(key, document))) break;
  }

  /** @returns false when as many documents as allowed are being published */
  private run(key: string, work: () => Promise<void>): boolean {
    if (this.stopped || this.running.size >= PARALLEL_DOCUMENTS) return false;
    if (this.running.has(key)) return true; // its events are published next
    this.found.delete(key);
    const running = runInContext(undefined, work) // the events have contexts of their own
      .catch((error: unknown) => {
        this.logger.warn({ err: error, document: key }, 'outbox not published, a sweep will retry');
      })
      .finally(() => {
        this.running.delete(key);
        this.next();
      });
    this.running.set(key, running);
    return true;
  }

  private forgetExpired(): void {
    for (const [key, { lease }] of this.queues)
      if (lease.deadline < performance.now() && !this.running.has(key) && !this.waiting.has(key))
        this.queues.delete(key);
  }

  private sweepNow(): void {
    this.hasMore = false;
    void this.sweep().catch((error: unknown) => this.logger.warn({ err: error }, 'outbox sweep failed'));
  }

  private async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  private async publishFound(key: string, document: DocumentRef): Promise<void> {
    const deadline = performance.now() + SWEEP_LEASE_MS;
    const claimed = await this.claim(document);
    if (!claimed?.lease) return;
    const { rev, outbox, lease: until } = claimed;
    await untilDurable(document.model, { _id: document.id, rev });
    this.queues.set(key, queueOf(document, { rev, entries: [...outbox], lease: { until, deadline } }));
    await this.publishQueue(key);
  }

  /** Publishes one document's events from the head, each after the broker confirmed the one before. */
  private async publishQueue(key: string): Promise<void> {
    const queue = this.queues.get(key);
    this.waiting.delete(key);
    if (!queue) return;
    do {
      const keys = await this.publishEntries(queue);
      await this.remove(queue, keys, queue.entries.length > 0 ? 'keep' : 'release');
    } while (queue.entries.length > 0);
    this.emptied += 1;
  }

  /** @returns the keys of the events that were published */
  private async publishEntries(queue: OutboxQueue): Promise<string[]> {
    const keys: string[] = [];
    try {
      for (let entry = queue.entries[0]; entry; entry = queue.entries[0]) {
        if (performance.now() > queue.lease.deadline) {
          queue.entries.length = 0; // another process may publish them by now
          break;
        }
        await publishEvent(this.bus, entry, this.logger);
        eventsPublished.inc({ subject: entry.subject });
        queue.entries.shift();
        keys.push(entry.key);
        remember(queue.sent, entry.key);
      }
    } catch (error) {
      queue.entries.length = 0;
      await this.remove(queue, keys, this.leaseAfterFailure());
      throw error;
    }
    this.refusals = 0;
    return keys;
  }

  /** A connected broker that refuses, perhaps for a full disk, is tried less and less often. */
  private leaseAfterFailure(): LeaseAfter {
    return this.bus.isConnected() ? { pauseMs: backoffMs(this.refusals++) } : 'release';
  }

  private remove({ model, id, lease }: OutboxQueue, keys: string[], after: LeaseAfter): Promise<void> {
    return this.removals.add(model.db, model, { id, keys, lease, after });
  }

  private claim({ model, id }: DocumentRef): Promise<AggregateFields | null> {
    return model
      .findOneAndUpdate(
        { _id: id, outboxAt: { $exists: true }, ...leaseIsOver(SWEEP_LEASE_MS) },
        [{ $set: { lease: leaseFor(SWEEP_LEASE_MS) } }],
        { updatePipeline: true, returnDocument: 'after', timestamps: false, writeConcern: UNJOURNALED },
      )
      .select('+outbox +rev +lease')
      .lean<AggregateFields | null>();
  }
}
