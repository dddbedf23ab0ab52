import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '../../runtime/backoff';
import { BusUnavailableError } from '../../messaging/event-bus';
import { NatsStreamingBus, type NatsStreamingBusOptions } from '../../messaging/nats-streaming-bus';
import { eventually } from '../../testing/eventually';
import { ANY_MS, readableLog } from '../telemetry/log-lines';
import { fakeLibrary, type FakeStan } from './fake-stan';

/** The defects that a fake shows better than a broker; the others are in real-broker.test.ts. */
describe('the bus hides the defects of node-nats-streaming', () => {
  let library: ReturnType<typeof fakeLibrary>;
  let bus: NatsStreamingBus;

  const open = (options: Partial<NatsStreamingBusOptions> = {}): void => {
    library = fakeLibrary();
    const settings = { url: 'nats://127.0.0.1:1', clusterId: 'ticketing', clientId: 'me', ...options };
    bus = new NatsStreamingBus(settings, library.connectStan);
  };

  /** The n-th connection the bus has asked for, when it has. */
  const connection = async (number: number): Promise<FakeStan> => {
    await eventually(() => library.made.length >= number);
    return library.made[number - 1]!;
  };

  const connected = async (): Promise<FakeStan> => {
    bus.connect();
    const stan = await connection(1);
    stan.becomeReady();
    return stan;
  };

  afterEach(async () => {
    jest.restoreAllMocks();
    await bus.close();
  });

  test('N1: the library has at most the limit of unconfirmed publishes, and each settles once', async () => {
    open({ maxPendingPublishes: 3, publishTimeoutMs: 100 });
    const stan = await connected();
    const publishes = Array.from({ length: 5 }, (_, number) => bus.publish(`s:${number}`, ''));
    const outcomes = Promise.allSettled(publishes);
    expect(stan.published.map(({ subject }) => subject)).toEqual(['s:0', 's:1', 's:2']);
    stan.published[0]!.answer(new Error('stan: max in flight reached.'));
    stan.published[0]!.answer();
    await expect(publishes[0]).rejects.toThrow('max in flight');
    expect(stan.published).toHaveLength(4);

    await outcomes;
    // Given up by us, not by the library: they still fill the limit there.
    void bus.publish('s:late', '').catch(() => {});
    expect(stan.published).toHaveLength(4);
    stan.published[1]!.answer();
    await sleep(0);
    expect(stan.published).toHaveLength(5);
    expect((await outcomes).map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
  });

  test('N2: an error that is a plain string becomes an Error', async () => {
    open();
    const stan = await connected();
    const publish = bus.publish('s', '');
    stan.published[0]!.answer('stan: invalid publish request');
    const failure: unknown = await publish.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BusUnavailableError);
    expect(failure).toHaveProperty('message', 'stan: invalid publish request');
  });

  test('N3: errors of connections and subscriptions always have a listener, also after a loss', async () => {
    open();
    bus.subscribe({ subject: 's', queueGroup: 'g' }, async () => {});
    const stan = await connected();
    for (const emitter of [stan.subscribed[0]!, stan]) {
      for (let times = 0; times < 2; times += 1) {
        expect(emitter.emit('error', 'stan: something')).toBe(true);
        await sleep(5);
      }
    }
  });

  test('N4: nothing is published on a lost connection that still reports itself as open', async () => {
    open();
    const first = await connected();
    const unanswered = bus.publish('s:unanswered', '');
    first.broken = true;
    first.emit('connection_lost', 'client has been replaced or is no longer registered');
    await expect(unanswered).rejects.toThrow(BusUnavailableError);
    expect(bus.isConnected()).toBe(false);
    const waits = bus.publish('s:waits', '');
    const second = await connection(2);
    second.becomeReady();
    expect(second.published.map(({ subject }) => subject)).toEqual(['s:waits']);
    second.published[0]!.answer();
    await waits;
  });

  test('N5: a loss reported by four events leads to one new connection', async () => {
    open();
    const stan = await connected();
    for (const event of ['disconnect', 'connection_lost', 'close', 'close', 'error'])
      stan.emit(event, 'lost');
    (await connection(2)).becomeReady();
    stan.emit('close');
    await sleep(300);
    expect(library.made).toHaveLength(2);
    expect(bus.isConnected()).toBe(true);
  });

  test('a lasting loss is logged ever more rarely, and its end with how long it was', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0); // reconnects at once
    const { logger, lines } = readableLog();
    open({ logger });
    await connected();
    for (let losses = 1; losses <= 9; losses += 1) (await connection(losses)).emit('close');
    (await connection(10)).becomeReady();
    const lost = { level: 'warn', msg: 'no connection to the broker', reason: 'closed', retryInMs: 0 };
    const back = { level: 'info', msg: 'connected to the broker' };
    expect(lines).toMatchObject([
      { ...back, generation: 1 },
      ...[1, 2, 4, 8].map((failures) => ({ ...lost, failures, generation: failures })),
      { ...back, generation: 10, failures: 9, seconds: ANY_MS },
    ]);
    expect(lines[0]).not.toHaveProperty('failures');
  });

  test('N6: a new connection has every subscription, including one added meanwhile', async () => {
    open();
    bus.subscribe({ subject: 'a', queueGroup: 'g' }, async () => {});
    const stan = await connected();
    bus.subscribe({ subject: 'b', queueGroup: 'g' }, async () => {});
    expect(stan.subscribed.map(({ subject }) => subject)).toEqual(['a', 'b']);
    stan.emit('disconnect');
    bus.subscribe({ subject: 'c', queueGroup: 'g' }, async () => {});
    const second = await connection(2);
    second.becomeReady();
    expect(second.subscribed.map(({ subject }) => subject)).toEqual(['a', 'b', 'c']);
    expect(second.subscribed[0]!.options).toMatchObject({ durableName: 'g', maxInFlight: 32 });
  });

  test('N7: the library is set to notice a silent broker within 12 s and not to reconnect', async () => {
    open();
    await connected();
    expect(library.options[0]).toMatchObject({ stanPingInterval: 3000, stanMaxPingOut: 3, reconnect: false });
  });

  test('N8: a subscription that times out counts as a lost connection', async () => {
    open();
    bus.subscribe({ subject: 'a', queueGroup: 'g' }, async () => {});
    bus.connect();
    const stan = await connection(1);
    stan.emit('connect');
    expect(bus.isConnected()).toBe(false);
    stan.subscribed[0]!.emit('timeout', new Error('stan: subscribe request timeout'));
    await eventually(() => library.made.length === 2);
    library.made[1]!.becomeReady();
    expect(bus.isConnected()).toBe(true);
  });

  test('N8: a last message whose subscription times out counts as a lost connection', async () => {
    open();
    const stan = await connected();
    const last = bus.lastMessage('a');
    stan.subscribed[0]!.emit('timeout', new Error('stan: subscribe request timeout'));
    await expect(last).rejects.toThrow(BusUnavailableError);
    stan.subscribed[0]!.deliver(1);
    (await connection(2)).becomeReady();
    expect(bus.isConnected()).toBe(true);
  });

  test('N8: the subscription for a last message is closed once when it fails', async () => {
    open();
    const stan = await connected();
    const last = bus.lastMessage('a');
    stan.subscribed[0]!.emit('error', new Error('stan: too many subscriptions'));
    await expect(last).rejects.toThrow('last message of a: stan: too many subscriptions');
    stan.subscribed[0]!.deliver(1);
    expect([stan.subscribed[0]!.closed, library.made.length]).toEqual([1, 1]);
  });

  test('N8: the subscription for a last message is closed after the message', async () => {
    open();
    const stan = await connected();
    const last = bus.lastMessage('a');
    stan.subscribed[0]!.emit('ready');
    stan.subscribed[0]!.deliver(1);
    await expect(last).resolves.toBe('{}');
    stan.subscribed[0]!.emit('timeout', new Error('stan: close request timeout'));
    expect([stan.subscribed[0]!.closed, library.made.length, bus.isConnected()]).toEqual([1, 1, true]);
  });

  test('N9: nothing is published before the library is ready', async () => {
    open({ publishTimeoutMs: 100 });
    bus.connect();
    const stan = await connection(1);
    await expect(bus.publish('s', '')).rejects.toThrow('s: not confirmed within 100 ms');
    stan.becomeReady();
    await sleep(0);
    expect(stan.published).toEqual([]);
  });

  test('N10: a message is acknowledged only when its handler has resolved', async () => {
    open();
    let finish = (): void => {};
    bus.subscribe({ subject: 'a', queueGroup: 'g' }, () => new Promise((resolve) => (finish = resolve)));
    const subscription = (await connected()).subscribed[0]!;
    expect(subscription.options.manualAcks).toBe(true);
    subscription.deliver(1);
    await sleep(20);
    expect(subscription.acknowledged).toBe(0);
    finish();
    await sleep(0);
    expect(subscription.acknowledged).toBe(1);
  });

  test('N11: a throwing handler is not an error of the subscription, and is not acknowledged', async () => {
    open();
    bus.subscribe({ subject: 'a', queueGroup: 'g' }, () => {
      throw new Error('handler');
    });
    const subscription = (await connected()).subscribed[0]!;
    expect(() => subscription.deliver(1)).not.toThrow();
    await sleep(20);
    expect(subscription.acknowledged).toBe(0);
    expect(library.made).toHaveLength(1);
    expect(bus.isConnected()).toBe(true);
  });

  test.each([
    [200, 1000],
    [1500, 2000],
    [10_000, 10_000],
  ])('N12: an ackWait of %d ms is sent as the whole seconds above it', async (ackWaitMs, sent) => {
    open({ ackWaitMs });
    bus.subscribe({ subject: 'a', queueGroup: 'g' }, async () => {});
    expect((await connected()).subscribed[0]!.options.ackWait).toBe(sent);
  });

  test('a slow handler acknowledges on the connection of the latest delivery', async () => {
    open();
    let finish = (): void => {};
    let started = 0;
    bus.subscribe({ subject: 'a', queueGroup: 'g' }, () => {
      started += 1;
      return new Promise((resolve) => (finish = resolve));
    });
    const first = await connected();
    first.subscribed[0]!.deliver(1);
    first.emit('disconnect');
    const second = await connection(2);
    second.becomeReady();
    second.subscribed[0]!.deliver(1);
    finish();
    await sleep(0);
    expect([started, second.subscribed[0]!.acknowledged]).toEqual([1, 1]);
  });

  test('a throwing connect listener affects neither the connection nor the other listeners', async () => {
    open();
    let calls = 0;
    bus.onConnect(() => {
      throw new Error('listener');
    });
    bus.onConnect(() => (calls += 1));
    await connected();
    expect([calls, bus.isConnected()]).toEqual([1, true]);
  });

  test('a connect that throws is retried', async () => {
    library = fakeLibrary();
    let throws = 1;
    bus = new NatsStreamingBus({ url: '', clusterId: 'ticketing', clientId: 'me' }, (...args) => {
      if (throws-- > 0) throw new Error('Invalid URL');
      return library.connectStan(...args);
    });
    await connected();
    expect(bus.isConnected()).toBe(true);
  });
});

test('pauses grow from below 0.2 s to below 5 s and use the whole range', () => {
  const ceilings = [0, 1, 2, 3, 4, 5, 50].map((failures) => backoffMs(failures, () => 1));
  expect(ceilings).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
  expect(backoffMs(5, () => 0)).toBe(0);
});
