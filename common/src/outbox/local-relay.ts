import type { AggregateModel, OutboxEntry } from './aggregate';
import type { Loaded } from './load';

/** A document of an aggregate. */
export interface DocumentRef {
  model: AggregateModel;
  id: unknown;
}

/** The right to publish a document's outbox, until a time of the database and of this process. */
export interface OutboxLease {
  until: Date;
  /** The same moment on `performance.now()`, or earlier. */
  deadline: number;
}

/** A write that stored events together with a lease on them. */
export interface WrittenEvents extends DocumentRef {
  /** The document's `rev` after the write. */
  rev: number;
  /** All that the outbox holds after the write, oldest first. */
  outbox: OutboxEntry[];
  lease: OutboxLease;
}

/** The relay of this process, as `change` sees it. */
export interface LocalRelay {
  /**
   * A lease for the write that follows, or undefined when this process must not publish the events: the broker is
   * unavailable, or another process may be publishing this outbox.
   * @param loadedAt `performance.now()` before the document was read
   */
  leaseFor(document: DocumentRef, loaded: Loaded<object>, loadedAt: number): OutboxLease | undefined;
  /** Queues what was written for publishing. */
  enqueue(written: WrittenEvents): void;
}

/** The relay of a connection's models; a process without one leaves its events to the sweep of another. */
export const localRelays = new WeakMap<object, LocalRelay>();
