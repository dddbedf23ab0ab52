import type { AggregateFields, AggregateModel, OutboxEntry } from './aggregate';

/** A document of an aggregate. */
export interface DocumentRef {
  model: AggregateModel;
  id: unknown;
}

/** Names a document among all models. */
export const keyOf = ({ model, id }: DocumentRef): string => `${model.modelName}:${String(id)}`;

/** The right to publish a document's outbox, until a time of the database and of this process. */
export interface OutboxLease {
  /** The id of the queue that holds it. */
  queue: string;
  until: Date;
  /** The same moment on `performance.now()`, or earlier. */
  deadline: number;
}

/** An outbox under a lease of this process, oldest event first, after the write that counted `rev`. */
export interface LeasedOutbox {
  rev: number;
  outbox: OutboxEntry[];
  lease: OutboxLease;
}

/** What this process knows of a document's outbox while its lease lasts. */
export class OutboxQueue {
  /** Events to publish, in order. */
  readonly entries: OutboxEntry[] = [];
  private rev = -1;
  /** The last event that was queued; those before it were queued, too. */
  private lastKey?: string;

  constructor(
    readonly document: DocumentRef,
    public lease: OutboxLease,
    /** Ends when its events so far are published or left to a sweep. */
    public turn: Promise<void> = Promise.resolve(),
  ) {}

  /** Whether a stored lease is one of this queue. Two processes that read in one millisecond store the same end. */
  owns({ lease, leaseBy }: Pick<AggregateFields, 'lease' | 'leaseBy'>): boolean {
    return leaseBy?.queue === this.lease.queue && Number(leaseBy.until) === Number(lease);
  }

  /** Adds the events that it does not know. A later write that was confirmed first has brought the others. */
  add({ rev, outbox, lease }: LeasedOutbox): void {
    if (rev <= this.rev) return;
    const known = outbox.findLastIndex(({ key }) => key === this.lastKey);
    this.entries.push(...outbox.slice(known + 1));
    Object.assign(this, { rev, lease, lastKey: outbox.at(-1)?.key });
  }
}
