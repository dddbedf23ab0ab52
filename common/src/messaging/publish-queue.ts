import { reasonOf } from './bus-logger';
import { BusUnavailableError } from './event-bus';
import { checkSendable } from './sendable';

/** Hands one message to the broker and calls `done` once: with nothing, or with what went wrong. */
export type Send = (subject: string, data: string, done: (failure?: unknown) => void) => void;

interface Pending {
  subject: string;
  data: string;
  settle: (failure?: Error) => void;
}

/** One connection's share: what was handed over and has not been answered. */
interface Connection {
  send: Send;
  unanswered: Set<Pending>;
}

/**
 * The way out of a bus. Messages wait here, in order, until there is a connection, and at most `maxUnanswered`
 * of them are with the broker at a time. Each promise settles once, at the latest after `timeoutMs`.
 */
export class PublishQueue {
  private readonly waiting = new Set<Pending>();
  private readonly unsettled = new Map<Pending, Promise<void>>();
  private connection?: Connection;
  private closed = false;

  constructor(
    private readonly timeoutMs: number,
    private readonly maxUnanswered: number,
  ) {}

  /**
   * @returns when the broker has confirmed the message.
   * @throws BusUnavailableError when it has not: the connection was lost, the time is over, the bus is closed.
   * @throws RangeError or TypeError for what no broker would ever take: too many bytes, no proper subject.
   */
  async add(subject: string, data: string): Promise<void> {
    checkSendable(subject, data);
    if (this.closed) throw new BusUnavailableError('the bus is closed');

    let pending!: Pending;
    const settled = new Promise<void>((resolve, reject) => {
      const settle = (failure?: Error): void => {
        clearTimeout(timer);
        this.waiting.delete(pending);
        this.unsettled.delete(pending);
        if (failure) reject(failure);
        else resolve();
      };
      const timer = setTimeout(() => {
        settle(new BusUnavailableError(`${subject}: not confirmed within ${this.timeoutMs} ms`));
      }, this.timeoutMs);
      pending = { subject, data, settle };
    });
    this.unsettled.set(pending, settled);
    this.waiting.add(pending);
    this.pump();
    return settled;
  }

  /** There is a connection: what waits goes out through `send`. */
  open(send: Send): void {
    this.connection = { send, unanswered: new Set() };
    this.pump();
  }

  /** The connection is lost, and with it the answers to what was sent; what only waits goes on waiting. */
  pause(reason: string): void {
    const lost = this.connection;
    this.connection = undefined;
    for (const pending of lost?.unanswered ?? []) pending.settle(new BusUnavailableError(reason));
  }

  /** Resolves when nothing is unsettled. */
  async idle(): Promise<void> {
    while (this.unsettled.size > 0) await Promise.allSettled(this.unsettled.values());
  }

  /** Rejects what is left and everything after it. */
  close(): void {
    this.closed = true;
    this.connection = undefined;
    for (const pending of this.unsettled.keys()) {
      pending.settle(new BusUnavailableError('the bus was closed'));
    }
  }

  private pump(): void {
    const connection = this.connection;
    if (!connection) return;
    for (const pending of this.waiting) {
      if (connection.unanswered.size >= this.maxUnanswered) return;
      this.waiting.delete(pending);
      this.hand(connection, pending);
    }
  }

  /** A message whose time is over keeps its place until the broker's client gives it up: the limit is theirs. */
  private hand({ send, unanswered }: Connection, pending: Pending): void {
    unanswered.add(pending);
    const done = (failure?: unknown): void => {
      if (!unanswered.delete(pending)) return;
      pending.settle(
        failure === undefined ? undefined : new BusUnavailableError(reasonOf(failure), { cause: failure }),
      );
      queueMicrotask(() => this.pump());
    };
    try {
      send(pending.subject, pending.data, done);
    } catch (error) {
      done(error);
    }
  }
}
