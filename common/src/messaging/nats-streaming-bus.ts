import { connect, type Message } from 'node-nats-streaming';
import { backoffMs } from '../runtime/backoff';
import { FailureStreak } from '../runtime/failure-streak';
import { callEach, silent, type BusLogger } from './bus-logger';
import {
  BusUnavailableError,
  type EventBus,
  type MessageHandler,
  type SubscriptionOptions,
} from './event-bus';
import { PublishQueue } from './publish-queue';
import { RunningHandlers, type Subscription } from './running-handlers';
import { StanConnection, type ConnectStan, type StanSettings } from './stan-connection';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';

const DEFAULTS = {
  ackWaitMs: 10_000,
  maxInFlight: 32,
  publishTimeoutMs: 5_000,
  connectTimeoutMs: 2_000,
};
const DEFAULT_PENDING_PUBLISHES = 64;

/** Times are in milliseconds; see StanSettings. */
export type NatsStreamingBusOptions = Pick<StanSettings, 'url' | 'clusterId' | 'clientId'> &
  Partial<StanSettings> & {
    logger?: BusLogger;
    /** The most unconfirmed messages; more wait in the process. */
    maxPendingPublishes?: number;
  };

/**
 * EventBus over NATS Streaming. node-nats-streaming 0.3.2 is unmaintained and has these defects; in brackets the place
 * that handles each:
 *
 * - N1 beyond its limit of unconfirmed publishes it reports an error and still sends [PublishQueue]
 * - N2 errors may be plain strings [reasonOf]
 * - N3 an error without a listener ends the process, on the connection and on each subscription [StanConnection]
 * - N4 after `connection_lost` it reports itself as open, and publishing throws [StanConnection, PublishQueue]
 * - N5 one loss is reported several times [StanConnection.handleLoss]
 * - N6 subscriptions are not restored [NatsStreamingBus.open]
 * - N7 a silent broker is noticed after 7 minutes by default, here after 9 to 12 s [StanConnection.open]
 * - N8 a subscription that timed out emits `timeout` and looks alive [StanConnection.add, StanConnection.last]
 * - N9 a publish before `connect` is lost and times out [PublishQueue]
 * - N10 automatic acknowledgement does not wait for async handlers [StanConnection.add, RunningHandlers]
 * - N11 a handler's exception becomes the subscription's error [RunningHandlers]
 * - N12 times are sent in whole seconds; getClientID and getConnectionID are swapped [StanConnection.add; not used]
 * - and: when the socket closes, pending publishes are confirmed although they were not stored [StanConnection.open]
 */
export class NatsStreamingBus implements EventBus {
  private readonly settings: StanSettings;
  private readonly logger: BusLogger;
  private readonly subscriptions: Subscription[] = [];
  private readonly connectListeners: (() => void)[] = [];
  private readonly publishing: PublishQueue;
  private readonly handlers: RunningHandlers;
  private connection?: StanConnection;
  private generation = 0;
  private readonly streak = new FailureStreak();
  private retry?: NodeJS.Timeout;
  private connected = false;
  private closed?: Promise<void>;

  /** @param connectStan tests pass a library that fails on demand */
  constructor(
    options: NatsStreamingBusOptions,
    private readonly connectStan: ConnectStan = connect,
  ) {
    const { logger = silent, maxPendingPublishes = DEFAULT_PENDING_PUBLISHES, ...settings } = options;
    this.settings = { ...DEFAULTS, ...settings };
    this.logger = logger;
    this.publishing = new PublishQueue(this.settings.publishTimeoutMs, maxPendingPublishes);
    this.handlers = new RunningHandlers(logger);
  }

  connect(): void {
    if (this.generation === 0 && !this.closed) this.open();
  }

  publish(subject: string, data: string): Promise<void> {
    return this.publishing.add(subject, data);
  }

  subscribe(options: SubscriptionOptions, handler: MessageHandler): void {
    const subscription = { ...options, handler };
    this.subscriptions.push(subscription);
    this.connection?.add(subscription);
  }

  async lastMessage(subject: string): Promise<string | undefined> {
    if (!this.connection) throw new BusUnavailableError('the broker is unavailable');
    return this.connection.last(subject);
  }

  isConnected(): boolean {
    return this.connected;
  }

  onConnect(listener: () => void): void {
    this.connectListeners.push(listener);
  }

  async drain(timeoutMs: number): Promise<void> {
    this.handlers.stop();
    await withTimeout(this.handlers.idle(), timeoutMs, ignoreTimeout);
  }

  close(): Promise<void> {
    this.closed ??= this.disconnect();
    return this.closed;
  }

  /** Each connection is a new object with all subscriptions; a lost one reports nothing more. */
  private open(): void {
    const generation = ++this.generation;
    const connection = new StanConnection(
      this.settings,
      this.subscriptions,
      {
        ready: () => this.onReady(connection, generation),
        lost: (reason) => this.onLost(reason, generation),
        delivered: (subscription, message) => this.deliver(subscription, message),
      },
      this.connectStan,
    );
    this.connection = connection;
    connection.open();
  }

  private onReady(connection: StanConnection, generation: number): void {
    this.logger.info({ generation, ...this.streak.end() }, 'connected to the broker');
    this.connected = true;
    this.publishing.open((subject, data, done) => connection.publish(subject, data, done));
    callEach(this.connectListeners, this.logger);
  }

  private onLost(reason: string, generation: number): void {
    this.connected = false;
    this.connection = undefined;
    this.publishing.pause(`connection to the broker lost: ${reason}`);
    const isDue = this.streak.add();
    const { failures } = this.streak;
    const retryInMs = Math.round(backoffMs(failures - 1));
    if (isDue) this.logger.warn({ generation, reason, failures, retryInMs }, 'no connection to the broker');
    this.retry = setTimeout(() => this.open(), retryInMs);
  }

  private deliver(subscription: Subscription, message: Message): void {
    const delivered = {
      subject: message.getSubject(),
      sequence: message.getSequence(),
      data: message.getRawData().toString('utf8'),
      time: message.getTimestamp(),
      redelivered: message.isRedelivered(),
      redeliveries: redeliveriesOf(message),
    };
    this.handlers.start(subscription, delivered, () => {
      try {
        message.ack();
      } catch {
        // Its connection is lost: the broker redelivers it on the next one.
      }
    });
  }

  private async disconnect(): Promise<void> {
    this.handlers.stop();
    this.publishing.close();
    clearTimeout(this.retry);
    this.connected = false;
    await this.connection?.close();
    this.connection = undefined;
  }
}

/** The library's types lack this method. */
const redeliveriesOf = (message: Message): number =>
  (message as Message & { getRedeliveryCount(): number }).getRedeliveryCount();
