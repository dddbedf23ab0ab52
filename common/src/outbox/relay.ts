import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBus } from '../messaging/event-bus';
import type { Logger } from '../service/logger';
import { eventsPublished, outboxPending } from '../service/metrics';
import { runPeriodically } from '../service/periodic';
import type { AggregateFields, AggregateModel } from './aggregate';
import { outboxFilled } from './change';

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

/**
 * Sends what the outboxes hold: each document's events in their order, each at least once, each removed only
 * after the broker has confirmed it. A change kicks the relay of its own process, so nothing waits for a poll;
 * the sweep finds what a crash or a lost broker has left behind.
 * Sources of the idea: transactional outbox (microservices.io), watermill's forwarder.
 */
export class OutboxRelay {
  private readonly models: Map<string, AggregateModel>;
  /** Documents that have something to send, and those being sent now. */
  private readonly waiting = new Map<string, { model: AggregateModel; id: unknown }>();
  private readonly running = new Map<string, Promise<void>>();
  private stopSweep?: () => Promise<void>;
  private stopped = false;

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
    const timeout = new AbortController();
    await Promise.race([
      this.idle(),
      sleep(drainMs, undefined, { signal: timeout.signal }).catch(() => undefined),
    ]);
    timeout.abort();
    this.stopped = true;
  }

  /** Queues every document whose outbox holds something and that no relay has to itself. */
  async sweep(): Promise<void> {
    if (!this.bus.isConnected()) return;
    let pending = 0;
    for (const model of this.models.values()) {
      const left = await model
        .find({ outboxAt: { $exists: true } }, { _id: 1 })
        .sort({ outboxAt: 1 })
        .limit(SWEEP_BATCH)
        .lean();
      pending += left.length;
      for (const { _id } of left) this.enqueue(model, _id);
    }
    outboxPending.set(pending);
  }

  private readonly onFilled = (modelName: string, id: unknown): void => {
    const model = this.models.get(modelName);
    if (model) this.enqueue(model, id);
  };

  private enqueue(model: AggregateModel, id: unknown): void {
    this.waiting.set(`${model.modelName}:${String(id)}`, { model, id });
    this.next();
  }

  private next(): void {
    for (const [key, { model, id }] of this.waiting) {
      if (this.stopped || this.running.size >= PARALLEL_DOCUMENTS) return;
      if (this.running.has(key)) continue; // what came meanwhile is sent right after
      this.waiting.delete(key);
      const work = this.drain(model, id)
        .catch((error: unknown) => {
          this.logger.warn({ err: error, document: key }, 'outbox not sent, the sweep tries again');
        })
        .finally(() => {
          this.running.delete(key);
          this.next();
        });
      this.running.set(key, work);
    }
  }

  private async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  /** Sends one document's events from the head, awaiting each confirmation, until its outbox is empty. */
  private async drain(model: AggregateModel, id: unknown): Promise<void> {
    let document = await this.claim(model, id);
    while (document && document.outbox.length > 0) {
      const sent: string[] = [];
      try {
        for (const { key, subject, data } of document.outbox) {
          await this.bus.publish(subject, data);
          eventsPublished.inc({ subject });
          sent.push(key);
        }
      } catch (error) {
        await this.remove(model, id, sent, false);
        throw error;
      }
      document = await this.remove(model, id, sent, true);
    }
  }

  /** Server time decides about leases, so that clocks of services do not matter. */
  private claim(model: AggregateModel, id: unknown): Promise<AggregateFields | null> {
    return model
      .findOneAndUpdate(
        {
          _id: id,
          outboxAt: { $exists: true },
          $expr: { $lt: [{ $ifNull: ['$lease', new Date(0)] }, '$$NOW'] },
        },
        [{ $set: { lease: { $add: ['$$NOW', LEASE_MS] } } }],
        UNJOURNALED,
      )
      .select('+outbox')
      .lean<AggregateFields | null>();
  }

  /** Removes confirmed entries; what was added meanwhile stays. Gives up the lease when nothing is left to do. */
  private remove(
    model: AggregateModel,
    id: unknown,
    keys: string[],
    keepLease: boolean,
  ): Promise<AggregateFields | null> {
    const isEmpty = { $eq: [{ $size: '$outbox' }, 0] };
    return model
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
              lease: keepLease ? { $cond: [isEmpty, '$$REMOVE', '$lease'] } : '$$REMOVE',
            },
          },
        ],
        UNJOURNALED,
      )
      .select('+outbox')
      .lean<AggregateFields | null>();
  }
}
