import { once } from 'node:events';
import { createBus, createLogger } from '@datnxecommerce/common';
import type { BrokerAddress } from '@ecommerce/events/broker-log';
import { connect, type Message } from 'node-nats-streaming';

/** A client of the broker that publishes, and that acknowledges what it has received. */
export interface BusClient {
  /** Resolves when the broker has stored the message. */
  publish: (subject: string, data: string) => Promise<void>;
  close: () => Promise<void>;
}

interface Member {
  /** Unique among live processes; its durable group as well. */
  clientId: string;
  /** What it receives. */
  subject: string;
}

type Received = (data: string) => void;

/** Unacknowledged messages at a time: those of common's bus. */
const MAX_IN_FLIGHT = 32;

/** `ours` is common's bus, `raw` its client of the broker alone. Each resolves once it is subscribed. */
export const CONNECT = {
  ours: async (
    broker: BrokerAddress,
    { clientId, subject }: Member,
    received: Received,
  ): Promise<BusClient> => {
    const settings = {
      REPUBLISH_PER_SECOND: 1, // nothing is republished here
      NATS_URL: broker.url,
      NATS_CLUSTER_ID: broker.clusterId,
      NATS_CLIENT_ID: clientId,
      NATS_USER: broker.user,
      NATS_PASSWORD: broker.pass,
    };
    const bus = createBus(settings, createLogger(clientId, 'silent'));
    const connected = new Promise<void>((resolve) => bus.onConnect(resolve));
    bus.subscribe({ subject, queueGroup: clientId }, async ({ data }) => received(data));
    bus.connect();
    await connected;
    return { publish: (to, data) => bus.publish(to, data), close: () => bus.close() };
  },
  raw: async (
    broker: BrokerAddress,
    { clientId, subject }: Member,
    received: Received,
  ): Promise<BusClient> => {
    const { url, clusterId, user, pass } = broker;
    const stan = connect(clusterId, clientId, { url, user, pass, reconnect: false });
    await once(stan, 'connect');
    const options = stan.subscriptionOptions().setDeliverAllAvailable().setDurableName(clientId);
    options.setManualAckMode(true).setMaxInFlight(MAX_IN_FLIGHT);
    const subscription = stan.subscribe(subject, clientId, options);
    subscription.on('message', (message: Message) => {
      received(message.getRawData().toString('utf8'));
      message.ack();
    });
    await once(subscription, 'ready');
    return {
      publish: (to, data) =>
        new Promise((resolve, reject) => {
          stan.publish(to, data, (failure) => (failure ? reject(failure) : resolve()));
        }),
      close: async () => {
        const closed = once(stan, 'close');
        stan.close();
        await closed;
      },
    };
  },
};

/** One of the two clients that are compared. */
export type Side = keyof typeof CONNECT;
