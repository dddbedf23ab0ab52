import type { Schema } from 'mongoose';
import type { AnyModel } from '../database/documents';

/** An event that is stored with the change it announces, until the broker has confirmed it. */
export interface OutboxEntry {
  /** `subject:id[:version]`: a repeated key is the same event. */
  key: string;
  subject: string;
  /** The event's data as JSON, exactly as it will be sent. */
  data: string;
  /** The span that announced it, while traces are recorded; `meta.traceparent` names the span that publishes it. */
  parentSpan?: string;
}

/** The internal fields of an aggregate's document; never selected by default and never shown. */
export interface AggregateFields {
  /** Counts every write of `change` and guards the next one; `version` counts what others can see. */
  rev: number;
  /** Names the last write of `change`: after a failover, another write may have got the same `rev` (ADR 0072). */
  writeId?: string;
  outbox: OutboxEntry[];
  /** Since when the outbox is not empty; absent when it is. */
  outboxAt?: Date;
  /** Until when one process may publish this outbox (ADR 0030). */
  lease?: Date;
  /** The queue that holds the lease. Compatibility: `until` repeats `lease`, which earlier versions change alone. */
  leaseBy?: { queue: string; until: Date };
}

/** A model of any aggregate, for those who only care about its outbox. */
export type AggregateModel = AnyModel;

/**
 * A mongoose plugin that makes a model an aggregate: one document is one transaction. State and the events that
 * announce it are written by the same single-document update, so neither exists without the other.
 * Pattern: transactional outbox, embedded; see docs/decisions.
 */
export function aggregate(schema: Schema): void {
  schema.add({
    rev: { type: Number, default: 0, select: false },
    writeId: { type: String, select: false },
    outbox: {
      type: [{ _id: false, key: String, subject: String, data: String, parentSpan: String }],
      default: [],
      select: false,
    },
    outboxAt: { type: Date, select: false },
    lease: { type: Date, select: false },
    leaseBy: { type: { _id: false, queue: String, until: Date }, select: false },
  });
  schema.index({ outboxAt: 1 }, { sparse: true }); // the relay's sweep reads only what is pending
}
