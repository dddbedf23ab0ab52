import { setTimeout as sleep } from 'node:timers/promises';
import { BusUnavailableError, type BusMessage, type EventBus } from '../messaging/event-bus';
import { eventually } from './eventually';

/** A broker and the buses of the transport under test. */
export interface BusHarness {
  /** How long the broker waits for an acknowledgement, in milliseconds. */
  readonly ackWaitMs: number;
  /** A new bus, not connected yet. */
  createBus(settings?: { maxInFlight?: number }): EventBus;
  /** Kills the broker and restarts it with its data; `meanwhile` runs in between. */
  restartBroker(meanwhile?: () => Promise<void>): Promise<void>;
  /** Removes the broker's data; call it while the broker is stopped. */
  loseData(): Promise<void>;
  /** Stops the broker. */
  stop(): Promise<void>;
}

/** The promises of EventBus as a jest suite for its implementations. */
export function busConformance(name: string, makeHarness: () => Promise<BusHarness>): void {
  describe(`${name} as an EventBus`, () => {
    let harness: BusHarness;
    let buses: EventBus[] = [];
    let subject = '';
    let tests = 0;

    beforeAll(async () => {
      harness = await makeHarness();
    });
    beforeEach(() => {
      subject = `conformance:${(tests += 1)}`;
    });
    afterEach(async () => {
      await Promise.all(buses.map((bus) => bus.close()));
      buses = [];
    });
    afterAll(() => harness?.stop());

    const newBus = (settings?: { maxInFlight?: number }): EventBus => {
      const bus = harness.createBus(settings);
      buses.push(bus);
      return bus;
    };

    const connected = async (bus = newBus()): Promise<EventBus> => {
      bus.connect();
      await eventually(() => bus.isConnected());
      return bus;
    };

    /** A connected member of a group that keeps what it gets. */
    const member = async (
      queueGroup: string,
      handler: (message: BusMessage) => Promise<void> = async () => {},
      settings?: { maxInFlight?: number },
    ): Promise<{ bus: EventBus; got: BusMessage[] }> => {
      const bus = newBus(settings);
      const got: BusMessage[] = [];
      bus.subscribe({ subject, queueGroup }, (message) => {
        got.push(message);
        return handler(message);
      });
      return { bus: await connected(bus), got };
    };

    const dataOf = (got: BusMessage[]): string[] => got.map(({ data }) => data);

    test('delivers every message to each group, with its sequence and time', async () => {
      const [orders, cart] = [await member('orders'), await member('cart')];
      const before = Date.now();
      await orders.bus.publish(subject, 'first');
      await orders.bus.publish(subject, 'second');
      for (const { got } of [orders, cart]) {
        await eventually(() => got.length === 2);
        expect(got.map((message) => message.sequence)).toEqual([1, 2]);
        expect(got[0]).toMatchObject({ subject, data: 'first', redelivered: false });
        expect(got[0]!.time).toBeInstanceOf(Date);
        expect(Math.abs(got[0]!.time.getTime() - before)).toBeLessThan(5_000);
      }
    });

    test('delivers each message to one member of a group', async () => {
      const members = [await member('orders'), await member('orders')];
      const sent = Array.from({ length: 40 }, (_, number) => `${number}`);
      await Promise.all(sent.map((data) => members[0]!.bus.publish(subject, data)));
      const all = (): string[] => members.flatMap(({ got }) => dataOf(got));
      await eventually(() => all().length >= sent.length);
      expect(all().sort()).toEqual(sent.sort());
      expect(members.every(({ got }) => got.length > 0)).toBe(true);
    });

    test('delivers each message to every subscriber without a group, from the time that it asks for', async () => {
      const outsider = async (replayMs: number): Promise<BusMessage[]> => {
        const bus = newBus();
        const got: BusMessage[] = [];
        bus.subscribe({ subject, replayMs }, async (message) => void got.push(message));
        await connected(bus);
        return got;
      };
      const bus = await connected();
      await bus.publish(subject, 'early');
      const [replaying, another, newest] = [
        await outsider(60_000),
        await outsider(60_000),
        await outsider(0),
      ];
      await bus.publish(subject, 'late');
      for (const got of [replaying, another]) {
        await eventually(() => got.length === 2);
        expect(dataOf(got)).toEqual(['early', 'late']);
      }
      await eventually(() => newest.length === 1);
      expect(dataOf(newest)).toEqual(['late']);
    });

    test('delivers earlier messages to a new group', async () => {
      const bus = await connected();
      await bus.publish(subject, 'early');
      const { got } = await member('latecomer');
      await eventually(() => got.length === 1);
    });

    test('redelivers, and says so, to the groups whose handler rejects or throws at once', async () => {
      const failures: Record<string, () => Promise<void>> = {
        rejecting: () => Promise.reject(new Error('not today')),
        throwing: () => {
          throw new Error('not today');
        },
      };
      const members = await Promise.all(
        Object.entries(failures).map(([group, fail]) => {
          let left = 1;
          return member(group, () => (left-- > 0 ? fail() : Promise.resolve()));
        }),
      );
      await members[0]!.bus.publish(subject, 'again');
      await Promise.all(members.map(({ got }) => eventually(() => got.length === 2)));
      await sleep(harness.ackWaitMs * 1.5);
      for (const { bus, got } of members) {
        expect(got.map(({ redelivered }) => redelivered)).toEqual([false, true]);
        expect(got[1]!.sequence).toBe(got[0]!.sequence);
        expect(bus.isConnected()).toBe(true);
      }
    });

    test('acknowledges only after the asynchronous handler has ended', async () => {
      let finish = (): void => {};
      const slow = (): Promise<void> => new Promise((resolve) => (finish = resolve));
      const { bus, got } = await member('orders', slow, { maxInFlight: 1 });
      await Promise.all([bus.publish(subject, 'held'), bus.publish(subject, 'behind')]);
      await eventually(() => got.length > 0);
      await sleep(300);
      expect(got).toHaveLength(1);
      finish();
      await eventually(() => got.length === 2);
      finish();
    });

    test('does not run a slow handler twice at a time, and finds no last message where there is none', async () => {
      let running = 0;
      let most = 0;
      const { bus, got } = await member('orders', async () => {
        most = Math.max(most, (running += 1));
        await sleep(harness.ackWaitMs * 2.5);
        running -= 1;
      });
      await bus.publish(subject, 'slow');
      // Waits as long as the handler, so both waits overlap.
      const nothing = bus.lastMessage(`${subject}:unheard-of`);
      await eventually(() => got.length > 0 && running === 0);
      expect(most).toBe(1);
      await expect(nothing).resolves.toBeUndefined();
    });

    test('keeps the order of one publisher for a subscriber with one message in flight', async () => {
      const { bus, got } = await member('orders', () => sleep(1), { maxInFlight: 1 });
      const sent = Array.from({ length: 50 }, (_, number) => `${number}`);
      for (const data of sent) await bus.publish(subject, data);
      await eventually(() => got.length >= sent.length);
      expect(dataOf(got)).toEqual(sent);
    });

    test('keeps the position of a group without members', async () => {
      const first = await member('orders');
      await first.bus.publish(subject, 'before');
      await eventually(() => first.got.length === 1);
      await first.bus.drain(5_000);
      await first.bus.close();
      const publisher = await connected();
      await publisher.publish(subject, 'meanwhile');
      const second = await member('orders');
      await publisher.publish(subject, 'after');
      await eventually(() => second.got.length === 2);
      expect(dataOf(second.got).sort()).toEqual(['after', 'meanwhile']);
    });

    test('drains running handlers, which can still publish', async () => {
      const listener = await member('others');
      let ended = false;
      const { bus, got } = await member('orders', async ({ data }) => {
        if (data !== 'cause') return;
        await sleep(200);
        await bus.publish(subject, 'effect');
        ended = true;
      });
      await bus.publish(subject, 'cause');
      await eventually(() => got.length === 1);
      await bus.drain(5_000);
      expect(ended).toBe(true);
      await eventually(() => dataOf(listener.got).includes('effect'));
    });

    test('drains no longer than the timeout, and leaves the message to another member at close', async () => {
      const stuck = await member('orders', () => new Promise(() => {}));
      await stuck.bus.publish(subject, 'left');
      await eventually(() => stuck.got.length === 1);
      const start = performance.now();
      await stuck.bus.drain(100);
      await stuck.bus.close();
      expect(performance.now() - start).toBeLessThan(2_000);
      const heir = await member('orders');
      await eventually(() => heir.got.length === 1);
      expect(heir.got[0]!.redelivered).toBe(true);
    });

    test('starts no handler while it drains, and refuses to publish once closed', async () => {
      const { bus, got } = await member('orders', () => sleep(200));
      const publisher = await connected();
      await publisher.publish(subject, 'before');
      await eventually(() => got.length === 1);
      const draining = bus.drain(5_000);
      await publisher.publish(subject, 'during');
      await draining;
      await publisher.publish(subject, 'after');
      await sleep(100);
      expect(dataOf(got)).toEqual(['before']);
      await bus.close();
      expect(bus.isConnected()).toBe(false);
      await expect(bus.publish(subject, 'no')).rejects.toThrow(BusUnavailableError);
      const heir = await member('orders');
      await eventually(() => heir.got.length === 2);
      expect(dataOf(heir.got).sort()).toEqual(['after', 'during']);
    });

    test('holds back messages until it is connected', async () => {
      const bus = newBus();
      const early = bus.publish(subject, 'early');
      expect(bus.isConnected()).toBe(false);
      bus.connect();
      await early;
      const { got } = await member('orders');
      await eventually(() => got.length === 1);
    });

    test('survives a restart of the broker, and repeats messages to a subscriber without a group', async () => {
      const { bus, got } = await member('orders');
      const outsider = newBus();
      const repeated: BusMessage[] = [];
      outsider.subscribe({ subject, replayMs: 60_000 }, async (message) => void repeated.push(message));
      await connected(outsider);
      let connects = 0;
      bus.onConnect(() => (connects += 1));
      await bus.publish(subject, 'before');
      await eventually(() => got.length === 1 && repeated.length === 1);

      let meanwhile: Promise<void> | undefined;
      await harness.restartBroker(async () => {
        await eventually(() => !bus.isConnected());
        meanwhile = bus.publish(subject, 'meanwhile');
      });
      await meanwhile;
      await eventually(() => connects === 1);
      await bus.publish(subject, 'after');
      await eventually(() => new Set(dataOf(got)).size === 3);
      await eventually(() => new Set(dataOf(repeated)).size === 3);
      const sequences = repeated.filter(({ data }) => data === 'before').map(({ sequence }) => sequence);
      expect(sequences.length).toBeGreaterThan(1);
      expect(new Set(sequences)).toEqual(new Set([1]));
    });

    test('reads the last message of a subject, also after a restart', async () => {
      const { bus, got } = await member('orders');
      await bus.publish(subject, 'first');
      await bus.publish(subject, 'last');
      await eventually(() => got.length === 2);
      await expect(bus.lastMessage(subject)).resolves.toBe('last');
      await expect(bus.lastMessage(subject)).resolves.toBe('last');
      await harness.restartBroker(async () => {
        await eventually(() => !bus.isConnected());
        await expect(bus.lastMessage(subject)).rejects.toThrow(BusUnavailableError);
      });
      await eventually(() => bus.isConnected());
      await expect(bus.lastMessage(subject)).resolves.toBe('last');
      await bus.publish(subject, 'later');
      await expect(bus.lastMessage(subject)).resolves.toBe('later');
      expect(got).toHaveLength(3);
    });

    test('works with a broker that restarted empty', async () => {
      const { bus, got } = await member('orders');
      await bus.publish(subject, 'before');
      await eventually(() => got.length === 1);
      await harness.restartBroker(() => harness.loseData());
      await eventually(() => bus.isConnected());
      await expect(bus.lastMessage(subject)).resolves.toBeUndefined();
      await bus.publish(subject, 'after');
      await eventually(() => got.length === 2);
      expect(got[1]).toMatchObject({ data: 'after', sequence: 1 });
    });

    test('confirms each of 2,000 messages published at once, and delivers them all', async () => {
      const { bus, got } = await member('orders');
      const sent = Array.from({ length: 2_000 }, (_, number) => `${number}`);
      const answers = await Promise.allSettled(sent.map((data) => bus.publish(subject, data)));
      expect(answers.filter(({ status }) => status !== 'fulfilled')).toEqual([]);
      await eventually(() => new Set(dataOf(got)).size === sent.length);
    });

    test.each([
      ['nothing', ''],
      ['many scripts', '{"title":"Crème brûlée · 焼きそば · 👩‍👩‍👧‍👦 · \\u0000 · \u0000\r\n"}'],
      ['500 kB', 'ü'.repeat(250_000)],
    ])('carries %s unchanged', async (_what, data) => {
      const { bus, got } = await member('orders');
      await bus.publish(subject, data);
      await eventually(() => got.length === 1);
      expect(got[0]!.data === data).toBe(true);
    });

    test('refuses invalid messages and stays connected', async () => {
      const bus = await connected();
      await expect(bus.publish(subject, 'x'.repeat(2_000_000))).rejects.toThrow(RangeError);
      await expect(bus.publish('two words', '')).rejects.toThrow(TypeError);
      await bus.publish(subject, 'fine');
      expect(bus.isConnected()).toBe(true);
    });
  });
}
