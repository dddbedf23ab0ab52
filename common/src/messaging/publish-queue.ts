import { reasonOf } from './bus-logger';
import { BusUnavailableError } from './event-bus';
import { checkSendable } from './sendable';

/** Sends one message to the broker and calls `done` once, with the failure if there is one. */
export type Send = (subject: string, data: string, done: (failure?: unknown) => void) => void;

interface Pending {
  subject: string;
  data: string;
  settle: (failure?: Error) => void;
}

/** A connection and the messages it has not confirmed. */
interface Connection {
  send: Send;
  unanswered: Set<Pending>;
}

/**
 * The outgoing messages of a bus. They wait in order for a connection, and at most `maxUnanswered` of them are
 * unconfirmed at a time. Each promise settles once, at the latest after `timeoutMs`.
 */
export class PublishQueue {
  private readonly waiting = new Set<Pending>();
  private readonly unsettled = new Set<Pending>();
  private connection?: Connection;
  private closed = false;

  constructor(
    private readonly timeoutMs: number,
    private readonly maxUnanswered: number,
  ) {}

  /**
   * Resolves when the broker has confirmed the message.
   * @throws BusUnavailableError when the connection was lost, the timeout expired, or the bus is closed
   * @throws RangeError or TypeError for too many bytes or an invalid subject
   */
  async add(subject: string, data: string): Promise<void> {
    checkSendable(subject, data);
    if (this.closed) throw new BusUnavailableError('the bus is closed');

    return new Promise<void>((resolve, reject) => {
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
      const pending = { subject, data, settle };
      this.unsettled.add(pending);
      this.waiting.add(pending);
      this.pump();
    });
  }

  /** Sends the waiting messages on a new connection. */
  open(send: Send): void {
    this.connection = { send, unanswered: new Set() };
    this.pump();
  }

  /** Fails the unconfirmed messages of a lost connection; the waiting ones keep waiting. */
  pause(reason: string): void {
    const lost = this.connection;
    this.connection = undefined;
    for (const pending of lost?.unanswered ?? []) pending.settle(new BusUnavailableError(reason));
  }

  /** Fails the remaining messages and all later ones. */
  close(): void {
    this.closed = true;
    this.connection = undefined;
    for (const pending of this.unsettled) {
      pending.settle(new BusUnavailableError('the bus was closed'));
    }
  }

  private pump(): void {
    const connection = this.connection;
    if (!connection) return;
    for (const pending of this.waiting) {
      if (connection.unanswered.size >= this.maxUnanswered) return;
      this.waiting.delete(pending);
      this.sendOn(connection, pending);
    }
  }

  /** A message that timed out counts as unanswered until the broker's client settles it. */
  private sendOn({ send, unanswered }: Connection, pending: Pending): void {
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
