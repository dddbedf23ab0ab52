/** A delivered message. */
export interface BusMessage {
  readonly subject: string;
  /** The broker's number of this message within its subject; starts at 1 again when the broker restarts empty. */
  readonly sequence: number;
  /** The body as received, neither parsed nor checked. */
  readonly data: string;
  /** When the broker accepted the message. */
  readonly time: Date;
  readonly redelivered: boolean;
  /** How often the broker has redelivered it, if it counts. */
  readonly redeliveries?: number;
}

/** Resolves: the message is handled and acknowledged. Rejects: the broker redelivers it. */
export type MessageHandler = (message: BusMessage) => Promise<void>;

/** What a subscription receives, and together with whom. */
export interface SubscriptionOptions {
  subject: string;
  /**
   * Members of a group share the messages; the group's position in the stream outlives its members (a durable queue
   * group). It is the service's name. Without a group, this process gets every message itself.
   */
  queueGroup?: string;
  /** Without a group: each connect begins with the messages of this long ago, in milliseconds. */
  replayMs?: number;
}

/**
 * The port between the services and the broker that carries their events: at least once, in any order. A lost broker
 * neither rejects a subscription nor ends the process; the bus reconnects by itself.
 */
export interface EventBus {
  /** Starts connecting and returns at once; waits for a broker that is unavailable. */
  connect(): void;

  /**
   * Publishes a message; resolves when the broker has stored it durably.
   * @throws BusUnavailableError when the broker did not confirm within the publish timeout; the message may still
   *   arrive
   */
  publish(subject: string, data: string): Promise<void>;

  /** Registers a handler until the bus is closed; it survives every reconnect. */
  subscribe(options: SubscriptionOptions, handler: MessageHandler): void;

  /**
   * Reads the newest message of a subject without moving any group's position.
   * @returns undefined when the broker has none, or delivers none within a few seconds
   * @throws BusUnavailableError when the broker is unavailable or becomes so meanwhile
   */
  lastMessage(subject: string): Promise<string | undefined>;

  isConnected(): boolean;

  /** Calls `listener` at each connect, including the first one. */
  onConnect(listener: () => void): void;

  /** Stops deliveries and waits for running handlers, at most `timeoutMs`. Publishing remains possible. */
  drain(timeoutMs: number): Promise<void>;

  /**
   * Stops deliveries and disconnects; the group's position is kept. Call `drain` first: a message whose handler still
   * runs is redelivered.
   */
  close(): Promise<void>;
}

/** The broker is unavailable, or did not confirm in time. */
export class BusUnavailableError extends Error {
  override readonly name = 'BusUnavailableError';
}
