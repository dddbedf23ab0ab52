import { model, Schema } from 'mongoose';
import { aggregate, type AggregateFields } from '../../outbox/aggregate';
import { BrokerEpoch, BrokerMarker } from '../../recovery/broker-epoch';
import { eventSource, type EventSource } from '../../recovery/event-source';
import { maintenanceJobs } from '../../recovery/maintenance';
import { MaintenanceRequest } from '../../recovery/maintenance-request';
import { replica } from '../../recovery/replica';
import type { EventBus } from '../../messaging/event-bus';
import { createLogger } from '../../telemetry/logger';
import type { PeriodicJob } from '../../runtime/periodic';
import { newId, setClock, useDatabase } from '../../testing';
import { eventually } from '../../testing/eventually';
import { FakeBroker, FakeBus } from './fake-broker';

interface Card {
  text: string;
  updatedAt: Date;
}

const schema = new Schema<Card & AggregateFields>({ text: String, updatedAt: Date }, { versionKey: false });
schema.plugin(aggregate);
schema.index({ updatedAt: 1 });
const CardModel = model<Card & AggregateFields>('Card', schema);

interface CardCopy {
  version: number;
}
const CopyModel = model<CardCopy>('CardCopy', new Schema<CardCopy>({ version: Number }));

const DAY_MS = 24 * 60 * 60_000;
const cards = eventSource<Card>(CardModel, ({ _id, text }) => {
  if (text === 'invalid') throw new Error('breaks the contract');
  return ['card:written', 'card:signed'].map((subject) => ({
    key: `${subject}:${String(_id)}`,
    subject,
    data: JSON.stringify(text),
  }));
});

const NoteModel = model<Card & AggregateFields>('Note', schema.clone());
const notes = eventSource<Card>(NoteModel, ({ _id, text }) => [
  { key: `note:written:${String(_id)}`, subject: 'note:written', data: JSON.stringify(text) },
]);

/** Cards named by their age, `0` the oldest. */
const writeMany = (count: number): Promise<unknown> =>
  CardModel.insertMany(
    Array.from({ length: count }, (_, index) => ({
      _id: newId(),
      text: String(index),
      updatedAt: new Date(Date.now() - DAY_MS + index * 1000),
    })),
  );

const write = (text: string, daysAgo = 0): Promise<unknown> =>
  CardModel.create({ _id: newId(), text, updatedAt: new Date(Date.now() - daysAgo * DAY_MS) });

/** One replica of a service: its bus, and its jobs, which a test runs by hand. */
class TestReplica {
  readonly bus: FakeBus;
  readonly requests;
  private readonly epoch;

  constructor(
    readonly broker: FakeBroker,
    republishPerSecond = 100_000,
    sources: EventSource[] = [cards],
  ) {
    this.bus = new FakeBus(broker);
    [this.requests, this.epoch] = maintenanceJobs({
      name: 'cards',
      bus: this.bus as unknown as EventBus,
      logger: createLogger('test', 'silent'),
      eventSources: sources,
      replicas: [replica(CopyModel, { version: -1 })],
      republishPerSecond,
    }) as [PeriodicJob, PeriodicJob];
    this.bus.connect();
  }

  check(): Promise<void> {
    return this.epoch.run(new AbortController().signal);
  }

  /** Checks the broker as often as a difference must be found, then runs what is requested. */
  async turn(signal = new AbortController().signal): Promise<void> {
    await this.check();
    await this.check();
    await this.requests.run(signal);
  }
}

/** The texts that a broker holds, sorted. */
const published = (broker: FakeBroker, subject = 'card:written'): string[] =>
  inOrder(broker, subject).toSorted();

const inOrder = (broker: FakeBroker, subject = 'card:written'): string[] =>
  broker.read(subject).map((data) => JSON.parse(data) as string);

const markerOf = (broker: FakeBroker): string | undefined => broker.read('epoch.cards').at(-1);

const minutesLater = (minutes: number): void => {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + minutes * 60_000);
};

useDatabase();

describe('a republish', () => {
  it('publishes a document only once it is durable', async () => {
    const replica = new TestReplica(new FakeBroker());
    await write('just now');
    let sync = (): void => undefined;
    const synced = new Promise<void>((resolve) => (sync = resolve));
    const { collection } = CardModel;
    const updateMany = collection.updateMany.bind(collection);
    const journal = jest
      .spyOn(collection, 'updateMany')
      .mockImplementation((...args) => synced.then(() => updateMany(...args)));
    try {
      const turn = replica.turn();
      await eventually(() => journal.mock.calls.length > 0);
      expect(published(replica.broker)).toEqual([]);
      sync();
      await turn;
      expect(published(replica.broker)).toEqual(['just now']);
    } finally {
      journal.mockRestore();
    }
  });
});

describe('a broker that restarted empty', () => {
  let broker: FakeBroker;

  const start = (perSecond?: number): TestReplica => new TestReplica(broker, perSecond);
  const restart = (empty = false): void => broker.restart({ empty });
  const requests = () => MaintenanceRequest.find().sort({ requestedAt: 1 }).lean();

  beforeEach(() => {
    broker = new FakeBroker();
  });

  it('receives all events of what changed in the last 7 days', async () => {
    const one = start();
    await one.turn();
    await write('now');
    await write('on Monday', 6);
    await write('long ago', 8);
    restart(true);
    expect(published(broker)).toEqual([]);
    await one.turn();
    expect(published(broker)).toEqual(['now', 'on Monday']);
    expect(published(broker, 'card:signed')).toEqual(['now', 'on Monday']);
    expect((await requests()).at(-1)).toMatchObject({ state: 'done', aggregates: 2, events: 4, skipped: 0 });
  });

  it('receives the newest events first, and none twice', async () => {
    const one = start();
    await one.turn();
    await writeMany(450); // three batches
    restart(true);
    await one.turn();
    const order = inOrder(broker).map(Number);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 450 }, (_, index) => index));
    // Two are in progress at a time, so neighbours may swap.
    for (const [place, card] of order.entries()) expect(Math.abs(449 - place - card)).toBeLessThan(5);
  });

  it('receives the newest events of each source before the old ones of any', async () => {
    const one = new TestReplica(broker, undefined, [cards, notes]);
    await one.turn();
    await writeMany(450); // three batches
    await NoteModel.create({ _id: newId(), text: 'just now', updatedAt: new Date() });
    restart(true);
    let cardsBefore = Infinity;
    const publish = one.bus.publish.bind(one.bus);
    jest.spyOn(one.bus, 'publish').mockImplementation((subject, data) => {
      if (subject === 'note:written') cardsBefore = inOrder(broker).length;
      return publish(subject, data);
    });
    await one.turn();
    expect(cardsBefore).toBeLessThan(250);
  });

  it('receives a document that changes without an event while the scan is ahead of it', async () => {
    const one = start(1000);
    await one.turn();
    await writeMany(220); // more than a batch
    restart(true);
    const republished = one.turn();
    await eventually(() => published(broker).length > 0);
    await CardModel.updateOne({ text: '0' }, { $set: { updatedAt: new Date() } });
    await republished;
    expect(new Set(published(broker)).size).toBe(220);
  });

  it('receives a document that changes meanwhile, though the clock of the process is an hour ahead', async () => {
    const one = start(1000);
    await one.turn();
    await writeMany(220); // more than a batch
    restart(true);
    setClock(new Date(Date.now() + 3_600_000));
    const republished = one.turn();
    await eventually(() => published(broker).length > 0);
    await CardModel.collection.updateOne({ text: '0' }, [{ $set: { updatedAt: '$$NOW' } }]);
    await republished;
    jest.useRealTimers();
    expect(new Set(published(broker)).size).toBe(220);
  });

  it('receives a document whose change is stored late, with the time at which it was read', async () => {
    const one = start(1000);
    await one.turn();
    await writeMany(220); // more than a batch
    restart(true);
    const readAt = new Date(Date.now() - 60_000); // its process was stopped meanwhile
    const republished = one.turn();
    await eventually(() => published(broker).length > 0);
    await CardModel.updateOne({ text: '0' }, { $set: { updatedAt: readAt } });
    await republished;
    expect(new Set(published(broker)).size).toBe(220);
  });

  it('receives only a marker at first contact, and nothing more while it keeps its data', async () => {
    const one = start();
    await one.turn();
    await write('sent by the relay');
    restart();
    await one.turn();
    restart();
    await one.turn();
    expect(published(broker)).toEqual([]);
    expect(await requests()).toHaveLength(1);
    expect(markerOf(broker)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is noticed every time', async () => {
    const one = start();
    await one.turn();
    await write('kept');
    for (let times = 0; times < 3; times += 1) {
      restart(true);
      await one.turn();
      expect(published(broker)).toEqual(['kept']);
    }
  });

  it('receives the events from one of two replicas', async () => {
    const both = [start(), start()];
    await Promise.all(both.map((one) => one.turn()));
    await write('once');
    restart(true);
    await Promise.all(both.map((one) => one.turn()));
    await Promise.all(both.map((one) => one.turn()));
    expect(published(broker)).toEqual(['once']);
  });

  it('receives nothing from a replica that noticed the loss before another one republished', async () => {
    const [first, second] = [start(), start()];
    await first.turn();
    await write('once');
    restart(true);
    await second.check();
    const findById = BrokerMarker.findById.bind(BrokerMarker);
    jest.spyOn(BrokerMarker, 'findById').mockImplementationOnce(((id: string) => ({
      lean: async () => {
        const known = await findById(id).lean();
        await first.turn();
        return known;
      },
    })) as never);
    await second.check();
    jest.restoreAllMocks();
    expect((await requests()).map(({ state }) => state)).toEqual(['done', 'done']);
    expect(published(broker)).toEqual(['once']);
  });

  it('receives all events from the start after another loss during the republish', async () => {
    const first = start(40);
    await first.turn();
    for (let card = 0; card < 20; card += 1) await write(`card ${card}`);
    restart(true);
    const interrupted = first.turn();
    await eventually(() => published(broker).length > 2);
    restart(true);
    await expect(interrupted).rejects.toThrow(/lost meanwhile|stopped/);
    expect(published(broker)).not.toHaveLength(20);
    expect(markerOf(broker)).toBeUndefined();
    await MaintenanceRequest.updateMany({}, { $unset: { lease: 1 } });
    await first.turn();
    expect(new Set(published(broker)).size).toBe(20);
    expect(markerOf(broker)).toBeDefined();
  });

  it('receives all events from another replica when the first one dies', async () => {
    const [dying, heir] = [start(20), start()];
    await dying.turn();
    for (let card = 0; card < 20; card += 1) await write(`card ${card}`);
    restart(true);
    const death = new AbortController();
    const begun = dying.turn(death.signal);
    await eventually(() => published(broker).length > 2);
    death.abort(new Error('killed'));
    await expect(begun).rejects.toThrow('killed');
    expect(markerOf(broker)).toBeUndefined();
    await MaintenanceRequest.updateMany({}, { $unset: { lease: 1 } });
    await heir.turn();
    expect(new Set(published(broker)).size).toBe(20);
  });

  it('receives the other events when one document breaks its contract', async () => {
    const one = start();
    await one.turn();
    await write('invalid');
    await write('fine');
    restart(true);
    await one.turn();
    expect(published(broker)).toEqual(['fine']);
    expect((await requests()).at(-1)).toMatchObject({ state: 'done', aggregates: 2, skipped: 1 });
  });

  it('receives no more events per second than configured', async () => {
    const one = start(100);
    await one.turn();
    for (let card = 0; card < 30; card += 1) await write(`card ${card}`);
    restart(true);
    const begin = performance.now();
    await one.turn();
    expect(performance.now() - begin).toBeGreaterThanOrEqual(590); // 60 events, the first at once
  });

  it('that kept its data gets a new marker before the old one ages out', async () => {
    const one = start();
    await one.turn();
    const before = markerOf(broker);
    await MaintenanceRequest.db
      .collection('brokermarkers')
      .updateOne({}, { $set: { markedAt: new Date(Date.now() - 2 * DAY_MS) } });
    restart();
    await one.turn();
    expect(markerOf(broker)).not.toBe(before);
    restart();
    await one.turn();
    expect(await requests()).toHaveLength(1);
    expect(one.bus.isConnected()).toBe(true);
  });

  it('is noticed by a marker that two checks in a row find different', async () => {
    const one = start();
    await one.turn();
    await write('kept');
    await one.bus.publish('epoch.cards', 'another');
    restart();
    await one.check();
    await one.requests.run(new AbortController().signal);
    expect(published(broker)).toEqual([]); // another replica may be about to store that marker
    await one.turn();
    expect(published(broker)).toEqual(['kept']);
    restart();
    await one.turn();
    expect(published(broker)).toEqual(['kept']);
  });

  it('receives nothing when another replica has just renewed the marker', async () => {
    const one = start();
    await one.turn();
    await write('sent by the relay');
    await one.bus.publish('epoch.cards', 'new');
    restart();
    await one.check();
    await MaintenanceRequest.db.collection('brokermarkers').updateOne({}, { $set: { id: 'new' } });
    await one.turn();
    expect(published(broker)).toEqual([]);
    expect(await requests()).toHaveLength(1);
  });

  it('is noticed within minutes when it was restored from an older copy while connected', async () => {
    const one = start();
    await one.turn();
    await write('kept');
    await one.bus.publish('epoch.cards', 'an older one');
    await one.turn();
    expect(await requests()).toHaveLength(1);
    minutesLater(2);
    await one.turn();
    jest.restoreAllMocks();
    expect(published(broker)).toEqual(['kept']);
  });

  it('receives what changed in the 7 days before its marker was last seen, however long ago that was', async () => {
    const one = start();
    await one.turn();
    await write('on its way when the shop was closed', 40);
    await write('long before', 50);
    await MaintenanceRequest.db
      .collection('brokermarkers')
      .updateOne({}, { $set: { markedAt: new Date(Date.now() - 39 * DAY_MS) } });
    restart(true);
    await one.turn();
    expect(published(broker)).toEqual(['on its way when the shop was closed']);
  });

  it('receives the events again after a backup restored an earlier marker', async () => {
    const one = start();
    await one.turn();
    const markers = MaintenanceRequest.db.collection('brokermarkers');
    await markers.deleteMany({});
    await write('kept');
    restart(true);
    await one.turn();
    expect(published(broker)).toEqual(['kept']);
  });

  it('is not assumed after one timeout of a slow broker', async () => {
    const one = start();
    await one.turn();
    await write('known there');
    const marker = markerOf(broker);
    jest.spyOn(one.bus, 'lastMessage').mockResolvedValueOnce(undefined);
    restart(false);
    await one.turn();
    expect(published(broker)).toEqual([]);
    expect(markerOf(broker)).toBe(marker);
  });

  it('gets no marker on a connection that came after the republish', async () => {
    const { bus } = start();
    const slow = new Proxy(bus as unknown as EventBus, {
      get: (target, name) => {
        if (name === 'publish') {
          return async (...message: [string, string]) => {
            restart(true); // while the marker waits to be published
            return target.publish(...message);
          };
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const epoch = new BrokerEpoch(slow, 'cards', createLogger('test', 'silent'));
    await expect(epoch.mark(epoch.connection)).rejects.toThrow('lost meanwhile');
    expect(await MaintenanceRequest.db.collection('brokermarkers').countDocuments()).toBe(0);
    await write('not known there');
    const one = start();
    await one.turn();
    await one.turn();
    expect(published(broker)).toEqual(['not known there']);
  });

  it('restarts a republish requested by an operator', async () => {
    const one = start(20);
    await one.turn();
    for (let card = 0; card < 10; card += 1) await write(`card ${card}`);
    const since = new Date(0);
    const byHand = {
      _id: 'by hand',
      kind: 'republish',
      since,
      requestedAt: new Date(),
      state: 'waiting',
    } as const;
    await MaintenanceRequest.create(byHand);
    const interrupted = one.turn();
    await eventually(() => published(broker).length > 2);
    restart(true);
    await expect(interrupted).rejects.toThrow(/lost meanwhile|stopped/);
    expect(await MaintenanceRequest.findById('by hand').lean()).toMatchObject({ state: 'waiting' });
  });
});

describe('requests of operators', () => {
  it('republish by time and subject, mark replicas stale, and are refused when incomplete', async () => {
    const broker = new FakeBroker();
    const one = new TestReplica(broker);
    await one.turn();
    await write('long ago', 30);
    await CopyModel.create({ _id: newId(), version: 7 });
    const requestedAt = new Date();
    const waiting = { requestedAt, state: 'waiting' as const };
    const since = new Date(Date.now() - 60 * DAY_MS);
    await MaintenanceRequest.create([
      { _id: 'again', kind: 'republish', since, subjects: ['card:signed'], ...waiting },
      { _id: 'stale', kind: 'mark-stale', ...waiting },
      { _id: 'never', kind: 'republish', ...waiting },
    ]);
    await one.turn();
    expect(published(broker, 'card:signed')).toEqual(['long ago']);
    expect(published(broker, 'card:written')).toEqual([]);
    expect(await CopyModel.find({ version: -1 })).toHaveLength(1);
    expect(await MaintenanceRequest.findById('again').lean()).toMatchObject({ state: 'done', events: 1 });
    expect(await MaintenanceRequest.findById('stale').lean()).toMatchObject({ state: 'done', aggregates: 1 });
    expect(await MaintenanceRequest.findById('never').lean()).toMatchObject({ state: 'refused' });
  });
});
