import { backoffMs } from '../runtime/backoff';
import type { EventBus } from '../messaging/event-bus';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';
import { leaseIsOver } from '../runtime/lease';
import type { Logger } from '../runtime/logger';
import { eventsPublished, outboxPending } from '../runtime/metrics';
import { runPeriodically } from '../runtime/periodic';
import type { AggregateFields, AggregateModel } from './aggregate';
import { outboxFilled, untilDurable } from './change';

/** Longer than any pause after a refusal. */
const LEASE_MS = 10_000;
const SWEEP_EVERY_MS = 1000;
const SWEEP_BATCH = 200;
const PARALLEL_DOCUMENTS = 16;
/** A lease or a removal that a crash forgets costs a duplicate and no event: these writes need not wait for the journal. */
const UNJOURNALED = {
  updatePipeline: true,
  returnDocument: 'after',
  timestamps: false,
  writeConcern: { w: 1, journal: false },
} as const;
/** Of a document that nobody in this process has written. */
const NOTHING_DURABLE = -1;

/** A document that has something to send. */
interface Waiting {
  model: AggregateModel;
  id: unknown;
  /** Up to this `rev` it is in the journal, as far as this process knows. */
  durableRev: number;
}

/**
 * Sends what the outboxes hold: each document's events in their order, each at least once, each removed only
 * after the broker has confirmed it. A change kicks the relay of its own process, so nothing waits for a poll;
 * the sweep finds what a crash or a lost broker has left behind.
 * Sources of the idea: transactional outbox (microservices.io), watermill's forwarder.
 */
export class OutboxRelay {
  private readonly models: Map<string, AggregateModel>;
  /** Documents that have something to send, and those being sent now. */
  private readonly waiting = new Map<string, Waiting>();
  private readonly running = new Map<string, Promise<void>>();
  private stopSweep?: () => Promise<void>;
  private stopped = false;
  /** The last sweep may have left some behind. */
  private hasMore = false;
  /** Since the last sweep. */
  private emptied = 0;
  /** Publishes that a connected broker refused, in a row. */
  private refusals = 0;

  constructor(
    models: AggregateModel[],
    private readonly bus: EventBus,
    private readonly logger: Logger,
  ) {
    this.models = new Map(models.map((model) => [model.modelName, model]));
  }

  start(): void {
    outboxFilled.on('filled', this.onFilled);
    this.bus.onConnect(() => {
      void this.sweep().catch((error: unknown) => this.logger.warn({ err: error }, 'outbox sweep failed'));
    });
    this.stopSweep = runPeriodically(
      { name: 'outbox sweep', everyMs: SWEEP_EVERY_MS, run: () => this.sweep() },
      this.logger,
    );
  }

  /** Takes no more and waits up to `drainMs` for what is being sent; what is left stays in the outboxes. */
  async stop(drainMs: number): Promise<void> {
    outboxFilled.off('filled', this.onFilled);
    await this.stopSweep?.();
    await withTimeout(this.idle(), drainMs, ignoreTimeout);
    this.stopped = true;
  }

  /** Queues every document whose outbox holds something and that no relay has to itself. */
  async sweep(): Promise<void> {
    if (!this.bus.isConnected()) return;
    let pending = 0;
    this.hasMore = false;
    this.emptied = 0;
    for (const model of this.models.values()) {
      const left = await model
        .find({ outboxAt: { $exists: true } }, { _id: 1 })
        .sort({ outboxAt: 1 })
        .limit(SWEEP_BATCH)
        .lean();
      pending += left.length;
      this.hasMore ||= left.length === SWEEP_BATCH;
      for (const { _id } of left) this.enqueue({ model, id: _id, durableRev: NOTHING_DURABLE });
    }
    outboxPending.set(pending);
  }

  private readonly onFilled = (modelName: string, id: unknown, durableRev: number): void => {
    const model = this.models.get(modelName);
    if (model) this.enqueue({ model, id, durableRev });
  };

  private enqueue(document: Waiting): void {
    const key = `${document.model.modelName}:${String(document.id)}`;
    const known = this.waiting.get(key)?.durableRev ?? NOTHING_DURABLE;
    this.waiting.set(key, { ...document, durableRev: Math.max(document.durableRev, known) });
    this.next();
  }

  private next(): void {
    if (!this.bus.isConnected()) {
      this.waiting.clear(); // the outboxes keep their events; the sweep at reconnect finds all of them
      return;
    }
    for (const [key, document] of this.waiting) {
      if (this.stopped || this.running.size >= PARALLEL_DOCUMENTS) return;
      if (this.running.has(key)) continue; // what came meanwhile is sent right after
      this.waiting.delete(key);
      const work = this.drain(document)
        .catch((error: unknown) => {
          this.logger.warn({ err: error, document: key }, 'outbox not sent, the sweep tries again');
        })
        .finally(() => {
          this.running.delete(key);
          this.next();
        });
      this.running.set(key, work);
    }
    this.sweepOn();
  }

  /** A full batch was worked off, and not in vain: a backlog does not wait for the clock. */
  private sweepOn(): void {
    if (!this.hasMore || this.emptied === 0 || this.running.size > 0) return;
    this.hasMore = false;
    void this.sweep().catch((error: unknown) => this.logger.warn({ err: error }, 'outbox sweep failed'));
  }

  private async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  /** Sends one document's events from the head, awaiting each confirmation, until its outbox is empty. */
  private async drain({ model, id, durableRev }: Waiting): Promise<void> {
    for (let isLeft = true; isLeft;) {
      const document = await this.claim(model, id);
      if (!document) return;
      // News of a change that a killed database then forgets would be news of what never was.
      if (document.rev > durableRev) await untilDurable(model, { _id: id, rev: document.rev });
      const sent: string[] = [];
      try {
        for (const { key, subject, data } of document.outbox) {
          await this.bus.publish(subject, data);
          eventsPublished.inc({ subject });
          sent.push(key);
        }
      } catch (error) {
        await this.remove(model, id, sent, this.pauseMs());
        throw error;
      }
      this.refusals = 0;
      isLeft = await this.remove(model, id, sent);
    }
    this.emptied += 1;
  }

  /** A broker that is there and refuses, its disk full perhaps, is asked less and less often. */
  private pauseMs(): number {
    return this.bus.isConnected() ? backoffMs(this.refusals++) : 0;
  }

  private claim(model: AggregateModel, id: unknown): Promise<AggregateFields | null> {
    return model
      .findOneAndUpdate(
        {
          _id: id,
          outboxAt: { $exists: true },
          ...leaseIsOver(LEASE_MS),
        },
        [{ $set: { lease: { $add: ['$$NOW', LEASE_MS] } } }],
        UNJOURNALED,
      )
      .select('+outbox +rev')
      .lean<AggregateFields | null>();
  }

  /**
   * Removes confirmed entries, and gives up the lease or, after a refusal, keeps everybody away for a while.
   * @returns whether something is left, such as what was added meanwhile
   */
  private async remove(model: AggregateModel, id: unknown, keys: string[], pauseMs = 0): Promise<boolean> {
    const isEmpty = { $eq: [{ $size: '$outbox' }, 0] };
    const lease = pauseMs > 0 ? { $add: ['$$NOW', pauseMs] } : '$$REMOVE';
    const document = await model
      .findOneAndUpdate(
        { _id: id },
        [
          {
            $set: {
              outbox: { $filter: { input: '$outbox', cond: { $not: { $in: ['$$this.key', keys] } } } },
            },
          },
          {
            $set: {
              outboxAt: { $cond: [isEmpty, '$$REMOVE', '$outboxAt'] },
              lease: { $cond: [isEmpty, '$$REMOVE', lease] },
            },
          },
        ],
        UNJOURNALED,
      )
      .select('+outbox')
      .lean<AggregateFields | null>();
    return (document?.outbox.length ?? 0) > 0;
  }
}
