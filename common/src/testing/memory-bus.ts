import { callEach, silent, type BusLogger } from '../messaging/bus-logger';
import {
  BusUnavailableError,
  type EventBus,
  type MessageHandler,
  type SubscriptionOptions,
} from '../messaging/event-bus';
import { MemoryBroker } from './memory-broker';
import { PublishQueue } from '../messaging/publish-queue';
import { RunningHandlers, type Subscription } from '../messaging/running-handlers';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';

const DEFAULT_DRAIN_MS = 10_000;

/** Milliseconds and pieces, as for NatsStreamingBus. */
interface MemoryBusOptions {
  /** Buses with the same broker hear each other, and what one leaves unread waits there for the next. */
  broker?: MemoryBroker;
  logger?: BusLogger;
  ackWaitMs?: number;
  maxInFlight?: number;
  publishTimeoutMs?: number;
  maxPendingPublishes?: number;
}

/** EventBus inside one process, for tests and for trying a service alone; same promises, nothing survives the process. */
export class MemoryBus implements EventBus {
  private readonly broker: MemoryBroker;
  private readonly logger: BusLogger;
  private readonly ackWaitMs: number;
  private readonly maxInFlight: number;
  private readonly publishing: PublishQueue;
  private readonly handlers: RunningHandlers;
  private readonly subscriptions: Subscription[] = [];
  private readonly connectListeners: (() => void)[] = [];
  private leaveGroups: (() => void)[] = [];
  private leaveBroker?: () => void;
  private connected = false;
  private closed?: Promise<void>;

  constructor(options: MemoryBusOptions = {}) {
    this.broker = options.broker ?? new MemoryBroker();
    this.logger = options.logger ?? silent;
    this.ackWaitMs = options.ackWaitMs ?? 10_000;
    this.maxInFlight = options.maxInFlight ?? 32;
    this.publishing = new PublishQueue(options.publishTimeoutMs ?? 5_000, options.maxPendingPublishes ?? 64);
    this.handlers = new RunningHandlers(this.logger);
  }

  connect(): void {
    if (this.leaveBroker || this.closed) return;
    this.leaveBroker = this.broker.attend({
      started: () => this.onStarted(),
      stopped: () => this.onStopped(),
    });
    // Not within this call: a caller may go on to subscribe and to listen for the connection.
    setImmediate(() => {
      if (this.broker.isUp()) this.onStarted();
    });
  }

  publish(subject: string, data: string): Promise<void> {
    return this.publishing.add(subject, data);
  }

  subscribe(options: SubscriptionOptions, handler: MessageHandler): void {
    const subscription = { ...options, handler };
    this.subscriptions.push(subscription);
    if (this.isConnected()) this.join(subscription);
  }

  async lastMessage(subject: string): Promise<string | undefined> {
    if (!this.isConnected()) throw new BusUnavailableError('the broker is away');
    return this.broker.read(subject).at(-1)?.data;
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

  close(drainMs: number = DEFAULT_DRAIN_MS): Promise<void> {
    this.closed ??= this.drainAndClose(drainMs);
    return this.closed;
  }

  private onStarted(): void {
    if (this.isConnected() || !this.leaveBroker) return;
    this.connected = true;
    for (const subscription of this.subscriptions) this.join(subscription);
    this.publishing.open((subject, data, done) => {
      this.broker.store(subject, data);
      setImmediate(done);
    });
    callEach(this.connectListeners, this.logger);
  }

  private onStopped(): void {
    this.connected = false;
    this.leaveGroups = [];
    this.publishing.pause('the broker was stopped');
  }

  private join(subscription: Subscription): void {
    const { subject, queueGroup } = subscription;
    const leave = this.broker.join(subject, queueGroup, {
      maxInFlight: this.maxInFlight,
      ackWaitMs: this.ackWaitMs,
      deliver: (message, acknowledge) => this.handlers.start(subscription, message, acknowledge),
    });
    this.leaveGroups.push(leave);
  }

  private async drainAndClose(drainMs: number): Promise<void> {
    this.handlers.stop();
    const idle = this.handlers.idle().then(() => this.publishing.idle());
    await withTimeout(idle, drainMs, ignoreTimeout);
    this.publishing.close();
    this.connected = false;
    for (const leave of this.leaveGroups) leave();
    this.leaveBroker?.();
    this.leaveBroker = undefined;
  }
}
