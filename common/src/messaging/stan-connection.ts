import type { EventEmitter } from 'node:events';
import type { connect, Message, Stan } from 'node-nats-streaming';
import { reasonOf } from './bus-logger';
import { BusUnavailableError } from './event-bus';
import type { Subscription } from './running-handlers';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';

/**
 * The broker delivers the last message right after it confirms the subscription, and says nothing when there is none. A
 * shorter wait could miss a message on a slow machine. A lost delivery is repeated after the shortest ack wait, 1 s.
 */
const LAST_MESSAGE_WAIT_MS = 3_000;
const LAST_MESSAGE_ACK_WAIT_MS = 1_000;

/** How node-nats-streaming connects; tests put another function in its place. */
export type ConnectStan = typeof connect;

/** Where the broker is, as whom to connect, and how long to wait. */
export interface StanSettings {
  url: string;
  clusterId: string;
  clientId: string;
  user?: string;
  password?: string;
  /** Milliseconds until an unacknowledged message is redelivered; the broker counts whole seconds. */
  ackWaitMs: number;
  /** The most unacknowledged messages per subscription. */
  maxInFlight: number;
  publishTimeoutMs: number;
  /** Milliseconds for each step of connecting: server, cluster, subscriptions. */
  connectTimeoutMs: number;
}

/** Calls `ready` at most once, then `lost` at most once, and nothing after `lost` or close(). */
interface StanConnectionListener {
  ready(): void;
  lost(reason: string): void;
  delivered(subscription: Subscription, message: Message): void;
}

/**
 * One connection of node-nats-streaming, from connecting to lost; the owner then creates a new one. The library does
 * not restore subscriptions, and reports one loss by up to four events that end the process without a listener. Here
 * they are one call of `lost`. For the defects by number see NatsStreamingBus.
 */
export class StanConnection {
  private stan?: Stan;
  private phase: 'connecting' | 'joined' | 'ready' | 'closed' = 'connecting';
  private unconfirmed = 0;
  private deadline?: NodeJS.Timeout;
  /** Fails the calls that wait for an answer when the connection ends. */
  private readonly pendingReads = new Set<(reason: string) => void>();

  /** @param subscriptions read once the cluster is joined; later ones come through add() */
  constructor(
    private readonly settings: StanSettings,
    private readonly subscriptions: readonly Subscription[],
    private readonly listener: StanConnectionListener,
    private readonly connectStan: ConnectStan,
  ) {}

  open(): void {
    const { url, clusterId, clientId, user, password, publishTimeoutMs, connectTimeoutMs } = this.settings;
    // The library has no timeout for a server that accepts the connection and then says nothing.
    this.deadline = setTimeout(() => this.handleLoss('timed out before it was ready'), 3 * connectTimeoutMs);
    try {
      this.stan = this.connectStan(clusterId, clientId, {
        url,
        user,
        pass: password,
        reconnect: false,
        connectTimeout: connectTimeoutMs,
        ackTimeout: publishTimeoutMs,
        stanPingInterval: 3000,
        stanMaxPingOut: 3,
      });
    } catch (error) {
      this.handleLoss(reasonOf(error));
      return;
    }
    this.stan.on('connect', () => this.join());
    this.stan.on('error', (error: unknown) => this.handleLoss(reasonOf(error)));
    this.stan.on('connection_lost', (error: unknown) => this.handleLoss(reasonOf(error)));
    // `disconnect` comes before the library confirms pending publishes that were never stored.
    this.stan.on('disconnect', () => this.handleLoss('disconnected'));
    this.stan.on('close', () => this.handleLoss('closed'));
  }

  /** Creates a subscription unless join() will; its failure counts as a lost connection. */
  add(subscription: Subscription): void {
    const { stan } = this;
    if (!stan || (this.phase !== 'joined' && this.phase !== 'ready')) return;
    const { subject, queueGroup, replayMs = 0 } = subscription;
    const options = stan
      .subscriptionOptions()
      .setManualAckMode(true)
      .setAckWait(Math.max(1, Math.ceil(this.settings.ackWaitMs / 1000)) * 1000)
      .setMaxInFlight(this.settings.maxInFlight);
    this.unconfirmed += 1;
    const created = queueGroup
      ? stan.subscribe(subject, queueGroup, options.setDeliverAllAvailable().setDurableName(queueGroup))
      : stan.subscribe(subject, options.setStartAtTimeDelta(replayMs));
    created.on('ready', () => {
      this.unconfirmed -= 1;
      this.readyWhenComplete();
    });
    created.on('timeout', () => this.handleLoss(`no answer to the subscription of ${subject}`));
    created.on('error', (error: unknown) =>
      this.handleLoss(`subscription of ${subject}: ${reasonOf(error)}`),
    );
    created.on('message', (message: Message) => {
      if (this.phase !== 'closed') this.listener.delivered(subscription, message);
    });
  }

  /** Call it between `ready` and `lost` only. */
  publish(subject: string, data: string, done: (failure?: unknown) => void): void {
    this.stan?.publish(subject, data, (failure) => done(failure));
  }

  /** Reads the newest message of a subject by a subscription for this one message. */
  last(subject: string): Promise<string | undefined> {
    const { stan } = this;
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        this.pendingReads.delete(fail);
        reject(new BusUnavailableError(`last message of ${subject}: ${reason}`));
      };
      if (!stan || this.phase !== 'ready') return fail('not connected');
      this.pendingReads.add(fail);
      const options = stan.subscriptionOptions().setStartWithLastReceived().setManualAckMode(true);
      options.setMaxInFlight(1).setAckWait(LAST_MESSAGE_ACK_WAIT_MS);
      const created = stan.subscribe(subject, options);
      let timer: NodeJS.Timeout | undefined;
      const end = (data?: string): void => {
        clearTimeout(timer);
        if (!this.pendingReads.delete(fail)) return;
        created.close();
        resolve(data);
      };
      created.on('ready', () => {
        timer = setTimeout(end, LAST_MESSAGE_WAIT_MS);
      });
      created.on('message', (message: Message) => end(message.getRawData().toString('utf8')));
      created.on('timeout', () => {
        // The broker may subscribe us later and redeliver every second. The library cannot close what was never
        // confirmed: only the end of the connection does.
        if (this.pendingReads.has(fail)) this.handleLoss(`no answer to the subscription of ${subject}`);
      });
      created.on('error', (error: unknown) => {
        if (!this.pendingReads.has(fail)) return; // close() reports its own failures here
        fail(reasonOf(error));
        created.close();
      });
    });
  }

  /** Closes the connection within two connect timeouts; the broker keeps the groups' positions. */
  async close(): Promise<void> {
    const { stan } = this;
    if (!this.end() || !stan) return;
    const closed = new Promise((resolve) => stan.once('close', resolve));
    stan.close();
    await withTimeout(closed, 2 * this.settings.connectTimeoutMs, ignoreTimeout);
    destroy(stan);
  }

  private join(): void {
    if (this.phase !== 'connecting') return;
    this.phase = 'joined';
    for (const subscription of this.subscriptions) this.add(subscription);
    this.readyWhenComplete();
  }

  private readyWhenComplete(): void {
    if (this.phase !== 'joined' || this.unconfirmed > 0) return;
    this.phase = 'ready';
    clearTimeout(this.deadline);
    this.listener.ready();
  }

  private handleLoss(reason: string): void {
    if (!this.end()) return;
    const { stan } = this;
    // Deferred: the library still uses its objects after the event that led here.
    if (stan) setImmediate(() => destroy(stan));
    this.listener.lost(reason);
  }

  private end(): boolean {
    if (this.phase === 'closed') return false;
    this.phase = 'closed';
    for (const fail of this.pendingReads) fail('the connection ended');
    clearTimeout(this.deadline);
    return true;
  }
}

/**
 * Frees socket and timers at once. stan.close() alone waits for a broker that may be dead, and after some losses does
 * nothing, so the NATS client inside is closed too. That removes its listeners, and an error without a listener ends
 * the process, so one is added again.
 */
function destroy(stan: Stan): void {
  const { nc } = stan as Stan & { nc?: EventEmitter & { close(): void } };
  stan.close();
  nc?.close();
  nc?.on('error', () => {});
}
