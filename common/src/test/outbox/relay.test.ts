import { setTimeout as sleep } from 'node:timers/promises';
import { model, Schema, Types, type Model } from 'mongoose';
import { BusUnavailableError, type EventBus } from '../../messaging/event-bus';
import { aggregate, type AggregateFields } from '../../outbox/aggregate';
import { change } from '../../outbox/change';
import { OutboxRelay } from '../../outbox/relay';
import { createLogger } from '../../telemetry/logger';
import { interceptReads, newId, outboxOf, useDatabase } from '../../testing';

interface Note {
  version: number;
}

const schema = new Schema<Note & AggregateFields>({ version: Number });
schema.plugin(aggregate);
const NoteModel: Model<Note & AggregateFields> = model<Note & AggregateFields>('Note', schema);

/** A broker that records what it confirmed and can be made to fail; the relay is the unit here. */
class RecordingBus implements EventBus {
  readonly published: string[] = [];
  connected = true;
  failures = 0;
  private readonly listeners: (() => void)[] = [];

  connect(): void {
    this.connected = true;
    this.listeners.forEach((listener) => listener());
  }
  async publish(_subject: string, data: string): Promise<void> {
    await sleep(1);
    if (!this.connected || this.failures-- > 0) throw new BusUnavailableError('away');
    this.published.push(JSON.parse(data) as string);
  }
  subscribe(): void {
    throw new Error('the relay does not subscribe');
  }
  async lastMessage(): Promise<string | undefined> {
    throw new Error('the relay reads no channel');
  }
  async drain(): Promise<void> {
    throw new Error('the relay drains no handlers');
  }
  isConnected(): boolean {
    return this.connected;
  }
  onConnect(listener: () => void): void {
    this.listeners.push(listener);
  }
  async close(): Promise<void> {}
}

const bump = (_id: string): Promise<void> =>
  change(NoteModel, { _id }, (current) => {
    const next = { version: current ? current.version + 1 : 0 };
    const key = `note:${_id}:${next.version}`;
    return { next, events: [{ key, subject: 'note', data: JSON.stringify(key) }], result: undefined };
  });

const until = async (condition: () => boolean | Promise<boolean>, withinMs = 8000): Promise<void> => {
  for (let waited = 0; waited < withinMs; waited += 20) {
    if (await condition()) return;
    await sleep(20);
  }
  throw new Error(`it did not come to that within ${withinMs} ms`);
};

/** Takes the place of the write that waits for the journal, which then matches so many documents. */
function onJournalWait(note: (update: object) => void, matchedCount = 1): void {
  const updateMany = NoteModel.collection.updateMany.bind(NoteModel.collection);
  jest.spyOn(NoteModel.collection, 'updateMany').mockImplementation((async (
    where: object,
    update: object,
  ) => {
    if (!('$unset' in update) || '$set' in update) return updateMany(where, update);
    note(update);
    return { matchedCount };
  }) as never);
}

const isEmpty = async (): Promise<boolean> =>
  (await NoteModel.countDocuments({ outboxAt: { $exists: true } })) === 0;

/** Sweeps by hand until no outbox is left, instead of waiting for the next periodic sweep. */
const sweepUntilEmpty = (relay: OutboxRelay): Promise<void> =>
  until(async () => {
    await relay.sweep();
    return isEmpty();
  });

useDatabase();

describe('OutboxRelay', () => {
  const relays: OutboxRelay[] = [];
  const startRelay = (bus: EventBus): OutboxRelay => {
    const relay = new OutboxRelay([NoteModel], bus, createLogger('test', 'silent'));
    relay.start();
    relays.push(relay);
    return relay;
  };

  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(relays.splice(0).map((relay) => relay.stop(1000)));
  });

  it('sends a change at once, without waiting for the sweep, and empties the outbox', async () => {
    const bus = new RecordingBus();
    startRelay(bus);
    const started = performance.now();
    await bump(newId());
    await until(() => bus.published.length === 1);
    expect(performance.now() - started).toBeLessThan(500);
    await until(isEmpty);
    await expect(outboxOf(NoteModel)).resolves.toEqual([]);
  });

  it('reads and stores new documents by shared calls, and claims none', async () => {
    const bus = new RecordingBus();
    const relay = startRelay(bus);
    await relay.sweep();
    const { collection } = NoteModel;
    const reads = interceptReads([NoteModel]);
    const spies = (['findOneAndUpdate', 'updateOne', 'insertMany', 'updateMany'] as const).map((name) =>
      jest.spyOn(collection, name),
    );
    await Promise.all(Array.from({ length: 10 }, () => bump(newId())));
    await until(() => bus.published.length === 10);
    await until(isEmpty);
    const [claims, updates, inserts, removals] = spies.map(({ mock }) => mock.calls);
    jest.restoreAllMocks();
    expect([claims?.length, updates?.length]).toEqual([0, 0]);
    expect(inserts?.length).toBeLessThanOrEqual(5);
    expect(removals?.length).toBeLessThanOrEqual(10);
    expect(reads.filter(({ filter }) => !('outboxAt' in filter)).length).toBe(1); // the others are sweeps
  });

  it('publishes in order what this process writes while an earlier write is not confirmed to it yet', async () => {
    const bus = new RecordingBus();
    startRelay(bus);
    const id = newId();
    await bump(id);
    await until(isEmpty);
    const updateOne = NoteModel.collection.updateOne.bind(NoteModel.collection);
    let delayed: Promise<void> | undefined;
    jest.spyOn(NoteModel.collection, 'updateOne').mockImplementation((async (...args: unknown[]) => {
      const result = await (updateOne as (...args: unknown[]) => Promise<unknown>)(...args);
      if (delayed) return result;
      await (delayed = bump(id)); // the second write is confirmed first
      return result;
    }) as never);
    await bump(id);
    jest.restoreAllMocks();
    await until(isEmpty, 500);
    expect(bus.published).toEqual([0, 1, 2].map((version) => `note:${id}:${version}`));
  });

  it('leaves the events of an outbox that another process publishes to that process and the sweep', async () => {
    const bus = new RecordingBus();
    const relay = startRelay(bus);
    const id = newId();
    await bump(id);
    await until(isEmpty);
    const event = { key: 'foreign', subject: 'note', data: '"foreign"' };
    const lease = new Date(Date.now() + 9000);
    await NoteModel.updateOne({ _id: id }, { $set: { outbox: [event], outboxAt: new Date(), lease } });
    await bump(id);
    await relay.sweep();
    await sleep(100);
    expect(bus.published).toEqual([`note:${id}:0`]);
    await NoteModel.updateOne({ _id: id }, { $set: { lease: new Date(Date.now() - 1) } });
    await sweepUntilEmpty(relay);
    expect(bus.published).toEqual([`note:${id}:0`, 'foreign', `note:${id}:1`]);
  });

  it('publishes what a sweep found also while fresh events never end', async () => {
    const bus = new RecordingBus();
    startRelay(bus);
    const foreign = { key: 'foreign', subject: 'note', data: '"foreign"' };
    await NoteModel.collection.insertOne({
      _id: new Types.ObjectId(),
      version: 0,
      rev: 0,
      outboxAt: new Date(),
      outbox: [foreign],
    });
    jest.spyOn(bus, 'publish').mockImplementation(async (_subject, data) => {
      await sleep(30);
      bus.published.push(JSON.parse(data) as string);
    });
    let isOver = false;
    const writers = Array.from({ length: 40 }, async () => {
      while (!isOver) await bump(newId());
    });
    await until(() => bus.published.includes('foreign')).finally(() => (isOver = true));
    await Promise.all(writers);
    jest.restoreAllMocks();
    await until(isEmpty);
  }, 60_000);

  it('leaves an outbox to the process whose lease ends in the same millisecond as the one it asked for', async () => {
    const bus = new RecordingBus();
    startRelay(bus);
    const id = newId();
    await bump(id);
    await until(isEmpty);
    const updateOne = NoteModel.collection.updateOne.bind(NoteModel.collection);
    jest.spyOn(NoteModel.collection, 'updateOne').mockImplementationOnce((async (
      guard: object,
      operators: { $set: { lease: Date } },
    ) => {
      const event = { key: 'foreign', subject: 'note', data: '"foreign"' };
      const { lease } = operators.$set;
      const leaseBy = { queue: newId(), until: lease };
      await NoteModel.updateOne(
        { _id: id },
        { $set: { outbox: [event], outboxAt: new Date(), lease, leaseBy }, $inc: { rev: 1 } },
      );
      return updateOne(guard, operators);
    }) as never);
    await bump(id);
    await sleep(100);
    expect(bus.published).toEqual([`note:${id}:0`]);
    await expect(outboxOf(NoteModel)).resolves.toHaveLength(2);
  });

  it('does not count as its own a lease that an earlier version stored, which does not change `leaseBy`', async () => {
    const bus = new RecordingBus();
    const relay = startRelay(bus);
    let proceed = (): void => {};
    const held = new Promise<void>((resolve) => (proceed = resolve));
    const publish = bus.publish.bind(bus);
    jest.spyOn(bus, 'publish').mockImplementationOnce(async (subject, data) => {
      await held;
      return publish(subject, data);
    });
    const id = newId();
    await bump(id);
    await NoteModel.updateOne({ _id: id }, { $set: { lease: new Date(Date.now() + 9000) } });
    await bump(id);
    proceed();
    await relay['queues'].get(`Note:${id}`)!.turn;
    expect(bus.published).toEqual([`note:${id}:0`]);
  });

  it('refuses to store events that it would not publish', async () => {
    const other = model<Note & AggregateFields>('Unserved', schema);
    startRelay(new RecordingBus());
    const event = { key: 'lost', subject: 'note', data: '{}' };
    const stored = change(other, { _id: newId() }, () => ({
      next: { version: 0 },
      events: [event],
      result: undefined,
    }));
    await expect(stored).rejects.toThrow('Unserved has events: add it to createService({ aggregates })');
    await expect(other.countDocuments()).resolves.toBe(0);
  });

  it('publishes nothing from memory once its lease has expired', async () => {
    const bus = new RecordingBus();
    const relay = startRelay(bus);
    const [slow, id] = [newId(), newId()];
    let proceed = (): void => {};
    const publish = bus.publish.bind(bus);
    const held = new Promise<void>((resolve) => (proceed = resolve));
    jest.spyOn(bus, 'publish').mockImplementation(async (subject, data) => {
      if (data.includes(slow)) await held;
      return publish(subject, data);
    });
    await bump(slow);
    await bump(slow);
    const { turn } = relay['queues'].get(`Note:${slow}`)!;
    const clock = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => clock() + 3100);
    proceed();
    await turn;
    expect(bus.published).toEqual([`note:${slow}:0`]);
    jest.restoreAllMocks();
    await sweepUntilEmpty(relay);
    expect(bus.published).toEqual([`note:${slow}:0`, `note:${slow}:1`]);
    await bump(id);
    await until(isEmpty, 500);
  });

  it.each([
    ['keeps', 9000],
    ['takes over', -1],
  ])('waits at stop for a publish whose lease expired and whose outbox a sweep %s', async (what, leftMs) => {
    const bus = new RecordingBus();
    const relay = startRelay(bus);
    const id = newId();
    let proceed = (): void => {};
    const held = new Promise<void>((resolve) => (proceed = resolve));
    const publish = bus.publish.bind(bus);
    const spy = jest.spyOn(bus, 'publish').mockImplementationOnce(async (subject, data) => {
      await held;
      return publish(subject, data);
    });
    await bump(id);
    await until(() => spy.mock.calls.length === 1);
    const queue = relay['queues'].get(`Note:${id}`);
    await NoteModel.updateOne({ _id: id }, { $set: { lease: new Date(Date.now() + leftMs) } });
    const clock = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => clock() + 3100);
    const swept = relay.sweep();
    if (what === 'keeps') await swept;
    else await until(() => relay['queues'].get(`Note:${id}`) !== queue);
    let isStopped = false;
    const stopped = relay.stop(5000).then(() => (isStopped = true));
    await sleep(100);
    expect(isStopped).toBe(false);
    proceed();
    await stopped;
    await swept;
    expect(new Set(bus.published)).toEqual(new Set([`note:${id}:0`]));
    jest.restoreAllMocks();
  });

  it('sends what a crashed process left behind', async () => {
    const id = newId();
    await bump(id);
    await bump(id);
    const bus = new RecordingBus();
    startRelay(bus);
    await until(() => bus.published.length === 2);
    expect(bus.published).toEqual([`note:${id}:0`, `note:${id}:1`]);
  });

  it('ignores a lease from a clock that has stepped back', async () => {
    const id = newId();
    await bump(id);
    const inAnHour = new Date(Date.now() + 3_600_000);
    await NoteModel.updateOne({ _id: id }, { $set: { lease: inAnHour } });
    const bus = new RecordingBus();
    await startRelay(bus).sweep();
    expect(bus.published).toEqual([`note:${id}:0`]);
    await until(isEmpty);
  });

  it('leaves a document to the relay that has its lease', async () => {
    const id = newId();
    await bump(id);
    await NoteModel.updateOne({ _id: id }, { $set: { lease: new Date(Date.now() + 5000) } });
    const bus = new RecordingBus();
    await startRelay(bus).sweep();
    expect(bus.published).toEqual([]);
    await NoteModel.updateOne({ _id: id }, { $unset: { lease: 1 } });
    await startRelay(bus).sweep();
    expect(bus.published).toEqual([`note:${id}:0`]);
  });

  it('keeps the order of one document when the broker is lost in the middle, twice', async () => {
    const id = newId();
    for (let i = 0; i < 5; i += 1) await bump(id);
    const bus = new RecordingBus();
    const relay = startRelay(bus);
    const publish = bus.publish.bind(bus);
    const attempts: string[] = [];
    jest.spyOn(bus, 'publish').mockImplementation((subject, data) => {
      if ([1, 3].includes(attempts.push(data) - 1)) bus.connected = false;
      return publish(subject, data);
    });
    for (const sent of [1, 2]) {
      await until(async () => {
        await relay.sweep();
        return !bus.connected;
      });
      expect(bus.published).toHaveLength(sent);
      bus.connect();
    }
    await sweepUntilEmpty(relay);
    expect(bus.published).toEqual([0, 1, 2, 3, 4].map((version) => `note:${id}:${version}`));
    expect(attempts).toHaveLength(7);
  });

  it('keeps events while the broker is unavailable and sends them when it is back', async () => {
    const bus = new RecordingBus();
    bus.connected = false;
    const relay = startRelay(bus);
    const id = newId();
    await bump(id);
    await relay.sweep();
    await expect(outboxOf(NoteModel)).resolves.toHaveLength(1);
    bus.connect();
    await sweepUntilEmpty(relay);
    expect(bus.published).toEqual([`note:${id}:0`]);
  });

  it('starts no work and queues nothing while the broker is unavailable', async () => {
    const bus = new RecordingBus();
    bus.connected = false;
    const relay = startRelay(bus);
    const publish = jest.spyOn(bus, 'publish');
    const claim = jest.spyOn(NoteModel, 'findOneAndUpdate');
    await Promise.all(Array.from({ length: 40 }, () => bump(newId())));
    await sleep(100);
    expect([publish.mock.calls.length, claim.mock.calls.length, relay['queues'].size]).toEqual([0, 0, 0]);
    claim.mockRestore();
    bus.connect();
    await sweepUntilEmpty(relay);
    expect(new Set(bus.published).size).toBe(40);
  });

  it('drops its queue when the broker is lost and publishes all of it after the reconnect', async () => {
    const bus = new RecordingBus();
    const relay = startRelay(bus);
    let lose = (): void => {};
    const lost = new Promise<void>((resolve) => (lose = resolve));
    const publish = jest.spyOn(bus, 'publish').mockImplementation(async () => {
      await lost;
      throw new BusUnavailableError('away');
    });
    const ids = Array.from({ length: 20 }, newId);
    for (const id of [...ids, ...ids]) await bump(id);
    const turns = [...relay['queues'].values()].map(({ turn }) => turn);
    bus.connected = false;
    lose();
    await Promise.all(turns);
    expect([publish.mock.calls.length, relay['queues'].size]).toEqual([20, 0]); // no second event was tried
    publish.mockRestore();
    bus.connect();
    await sweepUntilEmpty(relay);
    expect(new Set(bus.published).size).toBe(40);
  });

  it('does not lose an event that is added while the document is being sent', async () => {
    const bus = new RecordingBus();
    startRelay(bus);
    const id = newId();
    for (let i = 0; i < 30; i += 1) {
      void bump(id);
      await sleep(2);
    }
    await until(() => bus.published.length >= 30);
    expect([...new Set(bus.published)]).toEqual(
      Array.from({ length: 30 }, (_, version) => `note:${id}:${version}`),
    );
    await until(isEmpty);
  });

  it('sends what another process wrote only when the journal has it', async () => {
    const bus = new RecordingBus();
    const story: string[] = [];
    onJournalWait((update) => story.push(JSON.stringify(update)));
    const publish = bus.publish.bind(bus);
    bus.publish = async (subject, data) => {
      story.push(data);
      await publish(subject, data);
    };
    const [own, foreign] = [newId(), newId()];
    const relay = startRelay(bus);
    await bump(own);
    await until(isEmpty);
    await NoteModel.collection.insertOne({
      _id: new Types.ObjectId(foreign),
      version: 0,
      rev: 7,
      outboxAt: new Date(),
      outbox: [{ key: 'foreign', subject: 'note', data: '"foreign"' }],
    });
    await relay.sweep();
    await until(isEmpty);
    jest.restoreAllMocks();
    expect(story).toEqual([`"note:${own}:0"`, '{"$unset":{"none":true}}', '"foreign"']);
  });

  it('sends nothing of what a new primary does not know, and its lease keeps others away until it ends', async () => {
    await NoteModel.collection.insertOne({
      version: 0,
      rev: 7,
      outboxAt: new Date(),
      outbox: [{ key: 'forgotten', subject: 'note', data: '"forgotten"' }],
    });
    onJournalWait(() => {}, 0);
    const bus = new RecordingBus();
    await new OutboxRelay([NoteModel], bus, createLogger('test', 'silent')).sweep();
    expect(bus.published).toEqual([]);
  });

  it('works a backlog off without waiting for the clock', async () => {
    const cards = Array.from({ length: 150 }, (_, version) => ({
      _id: newId(),
      version,
      rev: 0,
      outboxAt: new Date(),
      outbox: [{ key: `note:${version}`, subject: 'note', data: JSON.stringify(`note:${version}`) }],
    }));
    await NoteModel.insertMany(cards);
    const bus = new RecordingBus();
    const reads = interceptReads([NoteModel]);
    await new OutboxRelay([NoteModel], bus, createLogger('test', 'silent')).sweep();
    expect(new Set(bus.published).size).toBe(150);
    expect(reads.length).toBeGreaterThanOrEqual(4);
    jest.restoreAllMocks();
    await until(isEmpty);
  });

  it('keeps the order when a connected broker refuses an event, and tries it again after two seconds', async () => {
    const id = newId();
    for (let i = 0; i < 3; i += 1) await bump(id);
    const bus = new RecordingBus();
    const relay = startRelay(bus);
    const publish = bus.publish.bind(bus);
    const attempts: number[] = [];
    jest.spyOn(bus, 'publish').mockImplementation((subject, data) => {
      if (attempts.push(performance.now()) === 2) bus.failures = 1;
      return publish(subject, data);
    });
    await sweepUntilEmpty(relay);
    expect(bus.published).toEqual([0, 1, 2].map((version) => `note:${id}:${version}`));
    expect(attempts).toHaveLength(4);
    expect(attempts[2]! - attempts[1]!).toBeGreaterThanOrEqual(1990);
  });

  it('shares the work with a second relay: everything is sent, and first sights are in order', async () => {
    const ids = Array.from({ length: 20 }, newId);
    for (const id of ids) for (let i = 0; i < 3; i += 1) await bump(id);
    const bus = new RecordingBus();
    await Promise.all([startRelay(bus), startRelay(bus)].map((relay) => relay.sweep()));
    await until(isEmpty);
    const firstSights = [...new Set(bus.published)];
    expect(firstSights).toHaveLength(60);
    for (const id of ids) {
      const ofDocument = firstSights.filter((key) => key.includes(id));
      expect(ofDocument).toEqual([0, 1, 2].map((version) => `note:${id}:${version}`));
    }
  });
});
