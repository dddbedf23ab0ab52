import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node-nats-streaming';
import { BusUnavailableError } from '../../messaging/event-bus';
import { NatsStreamingBus, type NatsStreamingBusOptions } from '../../messaging/nats-streaming-bus';
import type { ConnectStan } from '../../messaging/stan-connection';
import { eventually } from '../../testing/eventually';
import { CLUSTER_ID, RealBroker } from '../../testing/real-broker';

interface Bench {
  broker: RealBroker;
  /** The reasons that the buses have logged. */
  reasons: string[];
  newBus: (
    clientId: string,
    options?: Partial<NatsStreamingBusOptions>,
    connectStan?: ConnectStan,
  ) => NatsStreamingBus;
}

/** Runs a test with a broker and buses of its own. */
const withBroker = (run: (bench: Bench) => Promise<void>) => async (): Promise<void> => {
  const broker = await RealBroker.create();
  const buses: NatsStreamingBus[] = [];
  const reasons: string[] = [];
  const log = (fields: object): number => reasons.push(String((fields as { reason?: unknown }).reason));
  const logger = { info: () => {}, warn: log, error: log };
  const newBus: Bench['newBus'] = (clientId, options = {}, connectStan) => {
    const settings = { url: broker.url, clusterId: CLUSTER_ID, clientId, logger, ...options };
    const bus = new NatsStreamingBus(settings, connectStan);
    buses.push(bus);
    return bus;
  };
  try {
    await run({ broker, reasons, newBus });
  } finally {
    await Promise.all(buses.map((bus) => bus.close()));
    await broker.remove();
  }
};

const ready = async (bus: NatsStreamingBus, withinMs?: number): Promise<void> => {
  bus.connect();
  await eventually(() => bus.isConnected(), withinMs);
};

/** The connection alone; what it carries is in the conformance suite. The tests overlap, as most of them wait. */
describe('the bus and a real broker', () => {
  test.concurrent(
    'N2: waits for a client id in use, and takes over that of a dead connection at once',
    withBroker(async ({ broker, newBus, reasons }) => {
      await broker.start();
      const [holder, heir] = [newBus('same'), newBus('same')];
      await ready(holder);
      heir.connect();
      await eventually(() => reasons.includes('stan: clientID already registered'));
      await holder.close();
      await ready(heir, 5_000);

      const died = connect(CLUSTER_ID, 'died', { url: broker.url, reconnect: false });
      await once(died, 'connect');
      (died as unknown as { nc: { stream: Socket } }).nc.stream.destroy();
      await ready(newBus('died'), 5_000);
    }),
  );

  test.concurrent(
    'N3: waits for a broker that is unavailable at boot',
    withBroker(async ({ broker, newBus }) => {
      const bus = newBus('early', { publishTimeoutMs: 200 });
      bus.connect();
      await expect(bus.publish('boot', '')).rejects.toThrow(BusUnavailableError);
      expect(bus.isConnected()).toBe(false);
      await broker.start();
      await ready(bus);
      await bus.publish('boot', '');
    }),
  );

  test.concurrent(
    'N6: restores subscriptions within 10 s, also when the broker restarted empty',
    withBroker(async ({ broker, newBus }) => {
      await broker.start();
      const bus = newBus('orders');
      const got: Record<string, string[]> = { a: [], b: [] };
      for (const subject of ['a', 'b']) {
        bus.subscribe({ subject, queueGroup: 'orders' }, async ({ data }) => void got[subject]!.push(data));
      }
      await ready(bus);
      for (const round of ['kept', 'lost']) {
        await broker.kill();
        if (round === 'lost') await broker.loseData();
        await sleep(1_000);
        await broker.start();
        await ready(bus, 10_000);
        for (const subject of ['a', 'b']) await bus.publish(subject, round);
        await eventually(() => Object.values(got).every((data) => data.includes(round)));
      }
    }),
  );

  test.concurrent(
    'N4, N7: notices a broker that stops answering within 13 s, and reconnects when it answers',
    withBroker(async ({ broker, newBus }) => {
      await broker.start();
      const bus = newBus('patient', { publishTimeoutMs: 1_000 });
      await ready(bus);
      broker.freeze();
      await expect(bus.publish('frozen', '')).rejects.toThrow(BusUnavailableError);
      expect(bus.isConnected()).toBe(true);
      await eventually(() => !bus.isConnected(), 13_000);
      await expect(bus.publish('frozen', '')).rejects.toThrow(BusUnavailableError);
      broker.thaw();
      await ready(bus);
      await bus.publish('frozen', '');
    }),
  );

  test.concurrent(
    'N8: closes an abandoned connection, so its client id is free for the next one',
    withBroker(async ({ broker, newBus, reasons }) => {
      await broker.start();
      let connections = 0;
      const deafAtFirst: ConnectStan = (...args) => {
        const stan = connect(...args);
        const subscribe = stan.subscribe.bind(stan) as (
          ...all: unknown[]
        ) => ReturnType<typeof stan.subscribe>;
        const isFirst = (connections += 1) === 1;
        stan.subscribe = (...all: unknown[]) => {
          const subscription = subscribe(...all);
          if (isFirst) setTimeout(() => subscription.emit('timeout', new Error('no answer')), 20);
          return subscription;
        };
        return stan;
      };
      const bus = newBus('orders', {}, deafAtFirst);
      const got: string[] = [];
      bus.subscribe({ subject: 'a', queueGroup: 'g' }, async ({ data }) => void got.push(data));
      bus.connect();
      await eventually(() => connections === 2 && bus.isConnected(), 6_000);
      expect(reasons).not.toContain('stan: clientID already registered');
      await bus.publish('a', '1');
      await eventually(() => got.length === 1, 3_000);
    }),
  );

  test.concurrent(
    'does not resolve an unconfirmed publish when the socket closes',
    withBroker(async ({ broker, newBus }) => {
      await broker.start();
      const bus = newBus('careful');
      await ready(bus);
      broker.freeze();
      const publish = bus.publish('a', '1');
      const outcome = expect(publish).rejects.toThrow(BusUnavailableError);
      await sleep(50);
      await broker.kill();
      await outcome;
    }),
  );

  test.concurrent(
    'retries a server that accepts the connection and says nothing',
    withBroker(async ({ newBus }) => {
      const sockets = new Set<Socket>();
      let accepted = 0;
      const mute = createServer((socket) => {
        accepted += 1;
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket)).on('error', () => {});
      }).listen(0, '127.0.0.1');
      await once(mute, 'listening');
      const url = `nats://127.0.0.1:${(mute.address() as AddressInfo).port}`;
      const bus = newBus('patient', { url, connectTimeoutMs: 50 });
      bus.connect();
      await eventually(() => accepted >= 3);
      expect(sockets.size).toBeLessThanOrEqual(1);
      await bus.close();
      mute.close();
      await eventually(() => sockets.size === 0);
    }),
  );
});
