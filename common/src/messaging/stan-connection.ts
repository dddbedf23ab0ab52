import type { EventEmitter } from 'node:events';
import type { connect, Message, Stan } from 'node-nats-streaming';
import { reasonOf } from './bus-logger';
import { BusUnavailableError } from './event-bus';
import type { Subscription } from './running-handlers';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';

/**
 * The broker hands out the last message right behind its answer to the subscription, and says nothing when there is
 * none. Who waits too short a time on a very slow machine takes a message for missing; one whose delivery was lost
 * comes again a second later, the shortest time there is.
 */
const LAST_MESSAGE_WAIT_MS = 3_000;
const LAST_MESSAGE_ACK_WAIT_MS = 1_000;

export type ConnectStan = typeof connect;

export interface StanSettings {
  url: string;
  clusterId: string;
  clientId: string;
  user?: string;
  password?: string;
  /** Milliseconds until an unacknowledged message is delivered again; the broker counts whole seconds. */
  ackWaitMs: number;
  /** Unacknowledged messages a subscription holds at a time. */
  maxInFlight: number;
  publishTimeoutMs: number;
  /** Milliseconds for each step of connecting: reaching the server, joining the cluster, subscribing. */
  connectTimeoutMs: number;
}

/** What a connection tells: `ready` at most once, then `lost` at most once, nothing after `lost` or close(). */
interface StanConnectionListener {
  ready(): void;
  lost(reason: string): void;
  delivered(subscription: Subscription, message: Message): void;
}

/**
 * One life of one connection of node-nats-streaming: from connecting over ready to lost, never back. The library
 * re-creates nothing by itself and reports the same loss in up to four ways, by events that kill the process when
 * nobody listens; here they are one call of `lost`. Whoever owns this makes a new one then.
 * Defects by number: docs of NatsStreamingBus.
 */
export class StanConnection {
  private stan?: Stan;
  private phase: 'connecting' | 'joined' | 'ready' | 'over' = 'connecting';
  private unconfirmed = 0;
  private deadline?: NodeJS.Timeout;
  /** What waits for an answer that will not come when the connection ends. */
  private readonly asking = new Set<(reason: string) => void>();

  /** @param subscriptions read when the broker has answered; what is added later comes through add(). */
  constructor(
    private readonly settings: StanSettings,
    private readonly subscriptions: readonly Subscription[],
    private readonly listener: StanConnectionListener,
    private readonly connectStan: ConnectStan,
  ) {}

  open(): void {
    const { url, clusterId, clientId, user, password, publishTimeoutMs, connectTimeoutMs } = this.settings;
    // The library has no time-out of its own for a server that accepts and then says nothing.
    this.deadline = setTimeout(() => this.lose('not ready in time'), 3 * connectTimeoutMs);
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
      this.lose(reasonOf(error));
      return;
    }
    this.stan.on('connect', () => this.join());
    this.stan.on('error', (error: unknown) => this.lose(reasonOf(error)));
    this.stan.on('connection_lost', (error: unknown) => this.lose(reasonOf(error)));
    // `disconnect` comes before the library calls pending publishes back without an error, as if they were stored.
    this.stan.on('disconnect', () => this.lose('disconnected'));
    this.stan.on('close', () => this.lose('closed'));
  }

  /** Creates a subscription unless join() will; any failure of it is a lost connection. */
  add(subscription: Subscription): void {
    const { stan } = this;
    if (!stan || (this.phase !== 'joined' && this.phase !== 'ready')) return;
    const { subject, queueGroup } = subscription;
    const options = stan
      .subscriptionOptions()
      .setDeliverAllAvailable()
      .setDurableName(queueGroup)
      .setManualAckMode(true)
      .setAckWait(Math.max(1, Math.ceil(this.settings.ackWaitMs / 1000)) * 1000)
      .setMaxInFlight(this.settings.maxInFlight);
    this.unconfirmed += 1;
    const created = stan.subscribe(subject, queueGroup, options);
    created.on('ready', () => {
      this.unconfirmed -= 1;
      this.readyWhenComplete();
    });
    created.on('timeout', () => this.lose(`no answer to the subscription of ${subject}`));
    created.on('error', (error: unknown) => this.lose(`subscription of ${subject}: ${reasonOf(error)}`));
    created.on('message', (message: Message) => {
      if (this.phase !== 'over') this.listener.delivered(subscription, message);
    });
  }

  /** To be called between `ready` and `lost` only. */
  publish(subject: string, data: string, done: (failure?: unknown) => void): void {
    this.stan?.publish(subject, data, (failure) => done(failure));
  }

  /** The newest message of a subject, by a subscription that lasts for this one message. */
  last(subject: string): Promise<string | undefined> {
    const { stan } = this;
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        this.asking.delete(fail);
        reject(new BusUnavailableError(`last message of ${subject}: ${reason}`));
      };
      if (!stan || this.phase !== 'ready') return fail('not connected');
      this.asking.add(fail);
      const options = stan.subscriptionOptions().setStartWithLastReceived().setManualAckMode(true);
      options.setMaxInFlight(1).setAckWait(LAST_MESSAGE_ACK_WAIT_MS);
      const created = stan.subscribe(subject, options);
      let patience: NodeJS.Timeout | undefined;
      const end = (data?: string): void => {
        clearTimeout(patience);
        if (!this.asking.delete(fail)) return;
        created.close();
        resolve(data);
      };
      created.on('ready', () => {
        patience = setTimeout(end, LAST_MESSAGE_WAIT_MS);
      });
      created.on('message', (message: Message) => end(message.getRawData().toString('utf8')));
      created.on('timeout', () => {
        // The broker may subscribe us later and redeliver every second. The library cannot close what was never
        // confirmed: only the end of the connection does.
        if (this.asking.has(fail)) this.lose(`no answer to the subscription of ${subject}`);
      });
      created.on('error', (error: unknown) => {
        if (!this.asking.has(fail)) return; // close() reports its own failures here
        fail(reasonOf(error));
        created.close();
      });
    });
  }

  /** Says goodbye to the broker, which keeps the groups' places, and resolves within two connect time-outs. */
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

  private lose(reason: string): void {
    if (!this.end()) return;
    const { stan } = this;
    // Later: the library goes on using what would be destroyed after the event that brought us here.
    if (stan) setImmediate(() => destroy(stan));
    this.listener.lost(reason);
  }

  private end(): boolean {
    if (this.phase === 'over') return false;
    this.phase = 'over';
    for (const fail of this.asking) fail('the connection ended');
    clearTimeout(this.deadline);
    return true;
  }
}

/**
 * Frees socket and timers at once. stan.close() alone waits for a broker that may be dead, and after some losses
 * does nothing; so the NATS client inside is closed as well, which takes all its listeners off: one goes back on,
 * since an error without a listener ends the process.
 */
function destroy(stan: Stan): void {
  const { nc } = stan as Stan & { nc?: EventEmitter & { close(): void } };
  stan.close();
  nc?.close();
  nc?.on('error', () => {});
}
