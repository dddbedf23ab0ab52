/** One delivered message, as the broker knows it. */
export interface BusMessage {
  readonly subject: string;
  /** The broker's number of this message within its subject; starts again when the broker loses its data. */
  readonly sequence: number;
  /** The body as it came; nothing has been parsed or checked. */
  readonly data: string;
  /** When the broker took the message. */
  readonly time: Date;
  readonly redelivered: boolean;
}

/** Resolves: the message is done and is acknowledged. Rejects: it is not, and the broker delivers it again. */
export type MessageHandler = (message: BusMessage) => Promise<void>;

export interface SubscriptionOptions {
  subject: string;
  /**
   * Members of one group share the messages; the group's place in the stream outlives all its members
   * (a durable queue group). A service's name; see docs/decisions.
   */
  queueGroup: string;
}

/**
 * The port between the services and whatever broker carries their events: at least once, in any order.
 * A lost broker never rejects a subscription and never ends the process; the bus reconnects by itself.
 */
export interface EventBus {
  /** Starts connecting and returns at once: a broker that is down at boot is waited for, not died of. */
  connect(): void;

  /**
   * Hands one message to the broker.
   * @returns when the broker has stored it durably.
   * @throws BusUnavailableError when that is not known within the publish time-out; the message may still arrive.
   */
  publish(subject: string, data: string): Promise<void>;

  /** Registers a handler for as long as the bus lives; it survives every reconnect. */
  subscribe(options: SubscriptionOptions, handler: MessageHandler): void;

  /**
   * The newest message of a subject, whoever has read it; nobody's place in the stream moves.
   * @returns undefined when the broker has none, or hands out none within a few seconds
   * @throws BusUnavailableError when the broker is away or goes away meanwhile: nothing is known then
   */
  lastMessage(subject: string): Promise<string | undefined>;

  isConnected(): boolean;

  /** Called at each (re)connect, the first one included. */
  onConnect(listener: () => void): void;

  /** Stops deliveries and waits for running handlers, at most `timeoutMs`. Stays connected: publishing goes on. */
  drain(timeoutMs: number): Promise<void>;

  /**
   * Stops deliveries, waits for running handlers (at most `drainMs`), keeps the group's place and disconnects.
   * Publishing is possible until the handlers have ended.
   */
  close(drainMs?: number): Promise<void>;
}

/** The broker could not be reached, or did not confirm in time. */
export class BusUnavailableError extends Error {
  override readonly name = 'BusUnavailableError';
}
