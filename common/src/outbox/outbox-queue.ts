import type { AggregateModel, OutboxEntry } from './aggregate';

/** A document of an aggregate. */
export interface DocumentRef {
  model: AggregateModel;
  id: unknown;
}

/** Names a document among all models. */
export const keyOf = ({ model, id }: DocumentRef): string => `${model.modelName}:${String(id)}`;

/** The right to publish a document's outbox, until a time of the database and of this process. */
export interface OutboxLease {
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
  /** Ends of the leases that this process stored, or is about to store. */
  private readonly leases = new Set<number>();
  private rev = -1;
  /** The last event that was queued; those before it were queued, too. */
  private lastKey?: string;

  constructor(
    readonly document: DocumentRef,
    public lease: OutboxLease,
    /** Ends when its events so far are published or left to a sweep. */
    public turn: Promise<void> = Promise.resolve(),
  ) {}

  owns(lease: Date | undefined): boolean {
    return this.leases.has(Number(lease));
  }

  /** Remembers a lease that a write is about to store, and forgets those that have ended. */
  remember({ until }: OutboxLease, now: Date): void {
    for (const end of this.leases) if (end <= now.getTime()) this.leases.delete(end);
    this.leases.add(until.getTime());
  }

  /** Adds the events that it does not know. A later write that was confirmed first has brought the others. */
  add({ rev, outbox, lease }: LeasedOutbox): void {
    if (rev <= this.rev) return;
    const known = outbox.findLastIndex(({ key }) => key === this.lastKey);
    this.entries.push(...outbox.slice(known + 1));
    this.leases.add(lease.until.getTime());
    Object.assign(this, { rev, lease, lastKey: outbox.at(-1)?.key });
  }
}
