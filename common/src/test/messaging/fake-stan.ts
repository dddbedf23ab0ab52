import { EventEmitter } from 'node:events';
import { connect, type StanOptions, type SubscriptionOptions } from 'node-nats-streaming';
import type { ConnectStan } from '../../messaging/stan-connection';

/** An object of the library that has no connection; it only lends its subscriptionOptions(). */
const unconnected = connect('ticketing', 'nobody', { test_opts: true } as StanOptions);

export class FakeSubscription extends EventEmitter {
  acknowledged = 0;
  closed = 0;

  constructor(
    readonly subject: string,
    readonly options: SubscriptionOptions,
  ) {
    super();
  }

  /** The library reports the failure of a close as an error of the subscription, within the call. */
  close(): void {
    this.closed += 1;
    this.emit('error', new Error('stan: invalid subscription'));
  }

  deliver(sequence: number): void {
    this.emit('message', {
      getSubject: () => this.subject,
      getSequence: () => sequence,
      getRawData: () => Buffer.from('{}'),
      getTimestamp: () => new Date(0),
      isRedelivered: () => false,
      getRedeliveryCount: () => 0,
      ack: () => (this.acknowledged += 1),
    });
  }
}

interface FakePublish {
  subject: string;
  answer: (failure?: unknown) => void;
}

/** Imitates the library's connection and its defects, on demand. */
export class FakeStan extends EventEmitter {
  readonly published: FakePublish[] = [];
  readonly subscribed: FakeSubscription[] = [];
  broken = false;

  subscriptionOptions(): SubscriptionOptions {
    return unconnected.subscriptionOptions();
  }

  subscribe(subject: string, _group: string, options: SubscriptionOptions): FakeSubscription {
    const subscription = new FakeSubscription(subject, options);
    this.subscribed.push(subscription);
    return subscription;
  }

  publish(subject: string, _data: string, answer: (failure?: unknown) => void): void {
    if (this.broken) throw new Error('Connection closed');
    this.published.push({ subject, answer });
  }

  close(): void {
    this.emit('close');
  }

  /** The broker has answered to everything. */
  becomeReady(): void {
    this.emit('connect');
    for (const subscription of this.subscribed) subscription.emit('ready');
  }
}

/** A `connectStan` that keeps what it made, and what it was asked for. */
export function fakeLibrary(): { made: FakeStan[]; options: StanOptions[]; connectStan: ConnectStan } {
  const made: FakeStan[] = [];
  const options: StanOptions[] = [];
  const connectStan = (_clusterId: string, _clientId: string, settings?: StanOptions): FakeStan => {
    const stan = new FakeStan();
    made.push(stan);
    options.push(settings ?? {});
    return stan;
  };
  return { made, options, connectStan: connectStan as unknown as ConnectStan };
}
