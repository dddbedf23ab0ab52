import { model, Schema } from 'mongoose';
import { MemoryBroker } from '../../testing/memory-broker';
import { MemoryBus } from '../../testing/memory-bus';
import { aggregate, type AggregateFields } from '../../outbox/aggregate';
import { BrokerEpoch } from '../../recovery/broker-epoch';
import { eventSource } from '../../recovery/event-source';
import { maintenanceJobs } from '../../recovery/maintenance';
import { MaintenanceRequest } from '../../recovery/maintenance-request';
import { replica } from '../../recovery/replica';
import { createLogger } from '../../runtime/logger';
import { newId, useDatabase } from '../../testing';
import { eventually } from '../../testing/bus-conformance';

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
  if (text === 'unspeakable') throw new Error('breaks the contract');
  return ['card:written', 'card:signed'].map((subject) => ({
    ...{ key: `${subject}:${String(_id)}`, subject },
    data: JSON.stringify(text),
  }));
});

const write = (text: string, daysAgo = 0): Promise<unknown> =>
  CardModel.create({ _id: newId(), text, updatedAt: new Date(Date.now() - daysAgo * DAY_MS) });

/** One replica of a service: its bus, and its jobs to be run by hand. */
class TestReplica {
  readonly bus: MemoryBus;
  private readonly jobs;

  constructor(
    readonly broker: MemoryBroker,
    republishPerSecond = 100_000,
  ) {
    this.bus = new MemoryBus({ broker, publishTimeoutMs: 500 });
    this.jobs = maintenanceJobs({
      ...{ name: 'cards', bus: this.bus, logger: createLogger('test', 'silent') },
      ...{ eventSources: [cards], replicas: [replica(CopyModel, { version: -1 })], republishPerSecond },
    });
  }

  /** One turn of all its jobs: the look at the broker, then the work that is asked for. */
  async turn(signal = new AbortController().signal): Promise<void> {
    for (const job of this.jobs.toReversed()) await job.run(signal);
  }
}

/** What a broker has of a subject. */
const told = (broker: MemoryBroker, subject = 'card:written'): string[] =>
  broker
    .read(subject)
    .map(({ data }) => JSON.parse(data) as string)
    .sort();

const connected = (bus: MemoryBus): Promise<void> =>
  eventually('the bus is connected', () => bus.isConnected());

const markerOf = (broker: MemoryBroker): string | undefined => broker.read('epoch.cards').at(-1)?.data;

useDatabase();

describe('a republish', () => {
  it('publishes what it has read once the journal has it', async () => {
    const replica = new TestReplica(new MemoryBroker());
    replica.bus.connect();
    await connected(replica.bus);
    await write('just now');
    let sync = (): void => undefined;
    const synced = new Promise<void>((resolve) => (sync = resolve));
    const updateOne = CardModel.updateOne.bind(CardModel);
    const journal = jest
      .spyOn(CardModel, 'updateOne')
      .mockImplementation(((...args: Parameters<typeof updateOne>) =>
        synced.then(() => updateOne(...args))) as never);
    try {
      const turn = replica.turn();
      await eventually('the journal is waited for', () => journal.mock.calls.length > 0);
      expect(told(replica.broker)).toEqual([]);
      sync();
      await turn;
      expect(told(replica.broker)).toEqual(['just now']);
    } finally {
      journal.mockRestore();
      await replica.bus.close();
    }
  });
});

describe('a broker that loses its data', () => {
  let broker: MemoryBroker;
  let replicas: TestReplica[];

  const start = async (perSecond?: number): Promise<TestReplica> => {
    const started = new TestReplica(broker, perSecond);
    replicas.push(started);
    started.bus.connect();
    await connected(started.bus);
    return started;
  };
  const restart = async (lose = false): Promise<void> => {
    broker.stop();
    if (lose) broker.loseData();
    broker.start();
  };
  const requests = () => MaintenanceRequest.find().sort({ requestedAt: 1 }).lean();

  beforeEach(() => {
    broker = new MemoryBroker();
    replicas = [];
  });
  afterEach(async () => {
    await Promise.all(replicas.map(({ bus }) => bus.close(0)));
  });

  it('is told again what changed in the last 7 days, each event of it', async () => {
    const one = await start();
    await one.turn();
    await write('now');
    await write('on Monday', 6);
    await write('long ago', 8);
    await restart(true);
    expect(told(broker)).toEqual([]);
    await one.turn();
    expect(told(broker)).toEqual(['now', 'on Monday']);
    expect(told(broker, 'card:signed')).toEqual(['now', 'on Monday']);
    expect((await requests()).at(-1)).toMatchObject({ state: 'done', aggregates: 2, events: 4, skipped: 0 });
  });

  it('is told first what changed last, and nothing twice', async () => {
    const one = await start();
    await one.turn();
    const texts = Array.from({ length: 1000 }, (_, index) => String(index));
    const updatedAt = (index: number) => new Date(Date.now() - DAY_MS + index * 1000);
    await CardModel.insertMany(
      texts.map((text, index) => ({ _id: newId(), text, updatedAt: updatedAt(index) })),
    );
    await restart(true);
    await one.turn();
    const order = broker.read('card:written').map(({ data }) => Number(JSON.parse(data)));
    expect(order.toSorted((a, b) => a - b)).toEqual(texts.map(Number));
    // Several are under way at once: the half counts, not the place.
    expect(Math.min(...order.slice(0, 500))).toBe(500);
  });

  it('gets only a marker the first time, and nothing more while it keeps its data', async () => {
    const one = await start();
    await one.turn();
    await write('sent by the relay');
    await restart();
    await one.turn();
    await restart();
    await one.turn();
    expect(told(broker)).toEqual([]);
    expect(await requests()).toHaveLength(1);
    expect(markerOf(broker)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is noticed each time', async () => {
    const one = await start();
    await one.turn();
    await write('kept');
    for (let times = 0; times < 3; times += 1) {
      await restart(true);
      await one.turn();
      expect(told(broker)).toEqual(['kept']);
    }
  });

  it('is told by one of two replicas', async () => {
    const both = [await start(), await start()];
    await Promise.all(both.map((one) => one.turn()));
    await write('once');
    await restart(true);
    await Promise.all(both.map((one) => one.turn()));
    await Promise.all(both.map((one) => one.turn()));
    expect(told(broker)).toEqual(['once']);
  });

  it('is told from the start when it is lost again in the middle', async () => {
    const first = await start(20);
    await first.turn();
    for (let card = 0; card < 20; card += 1) await write(`card ${card}`);
    await restart(true);
    const interrupted = first.turn();
    await eventually('some are told', () => told(broker).length > 2);
    await restart(true);
    await expect(interrupted).rejects.toThrow(/lost meanwhile|stopped/);
    expect(told(broker)).not.toHaveLength(20);
    expect(markerOf(broker)).toBeUndefined();
    await MaintenanceRequest.updateMany({}, { $unset: { lease: 1 } });
    await first.turn();
    expect(new Set(told(broker)).size).toBe(20);
    expect(markerOf(broker)).toBeDefined();
  });

  it('is told by another replica when the one that began dies', async () => {
    const [dying, heir] = [await start(20), await start()];
    await dying.turn();
    for (let card = 0; card < 20; card += 1) await write(`card ${card}`);
    await restart(true);
    const death = new AbortController();
    const begun = dying.turn(death.signal);
    await eventually('some are told', () => told(broker).length > 2);
    death.abort(new Error('killed'));
    await expect(begun).rejects.toThrow('killed');
    expect(markerOf(broker)).toBeUndefined();
    await MaintenanceRequest.updateMany({}, { $unset: { lease: 1 } });
    await heir.turn();
    expect(new Set(told(broker)).size).toBe(20);
  });

  it('is told the rest when one document can not be told', async () => {
    const one = await start();
    await one.turn();
    await write('unspeakable');
    await write('fine');
    await restart(true);
    await one.turn();
    expect(told(broker)).toEqual(['fine']);
    expect((await requests()).at(-1)).toMatchObject({ state: 'done', aggregates: 2, skipped: 1 });
  });

  it('is told no faster than it is set', async () => {
    const one = await start(100);
    await one.turn();
    for (let card = 0; card < 30; card += 1) await write(`card ${card}`);
    await restart(true);
    const begin = performance.now();
    await one.turn();
    expect(performance.now() - begin).toBeGreaterThanOrEqual(590); // 60 events, the first at once
  });

  it('that was not lost keeps a marker younger than its messages may be', async () => {
    const one = await start();
    await one.turn();
    const before = markerOf(broker);
    await MaintenanceRequest.db
      .collection('brokermarkers')
      .updateOne({}, { $set: { markedAt: new Date(Date.now() - 2 * DAY_MS) } });
    await restart();
    await one.turn();
    expect(markerOf(broker)).not.toBe(before);
    await restart();
    await one.turn();
    expect(await requests()).toHaveLength(1);
    expect(one.bus.isConnected()).toBe(true);
  });

  it('is told again when it knows another marker: a crash before the end, or another broker', async () => {
    const one = await start();
    await one.turn();
    await write('kept');
    await one.bus.publish('epoch.cards', 'another');
    await restart();
    await one.turn();
    expect(told(broker)).toEqual([]); // the id may be one that a replica is about to write down
    await one.turn();
    expect(told(broker)).toEqual(['kept']);
    await restart();
    await one.turn();
    expect(told(broker)).toEqual(['kept']);
  });

  it('is told nothing again when another replica has just renewed the marker', async () => {
    const one = await start();
    await one.turn();
    await write('sent by the relay');
    await one.bus.publish('epoch.cards', 'new');
    await restart();
    await one.turn();
    await MaintenanceRequest.db.collection('brokermarkers').updateOne({}, { $set: { id: 'new' } });
    await one.turn();
    expect(told(broker)).toEqual([]);
    expect(await requests()).toHaveLength(1);
  });

  it('that was set back while connected is noticed within minutes', async () => {
    const one = await start();
    await one.turn();
    await write('kept');
    await one.bus.publish('epoch.cards', 'an older one');
    await one.turn();
    expect(await requests()).toHaveLength(1);
    const now = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => now() + 61_000);
    await one.turn();
    await one.turn();
    jest.restoreAllMocks();
    expect(told(broker)).toEqual(['kept']);
  });

  it('is told what changed in the 7 days before it was last known to be whole, however long ago that was', async () => {
    const one = await start();
    await one.turn();
    await write('on its way when the shop was closed', 40);
    await write('long before', 50);
    await MaintenanceRequest.db
      .collection('brokermarkers')
      .updateOne({}, { $set: { markedAt: new Date(Date.now() - 39 * DAY_MS) } });
    await restart(true);
    await one.turn();
    expect(told(broker)).toEqual(['on its way when the shop was closed']);
  });

  it('is told again when the marker of before was put back, as by a backup', async () => {
    const one = await start();
    await one.turn();
    const markers = MaintenanceRequest.db.collection('brokermarkers');
    await markers.deleteMany({});
    await write('kept');
    await restart(true);
    await one.turn();
    expect(told(broker)).toEqual(['kept']);
  });

  it('is not taken for one that answers too late once', async () => {
    const one = await start();
    await one.turn();
    await write('known there');
    const marker = markerOf(broker);
    jest.spyOn(one.bus, 'lastMessage').mockResolvedValueOnce(undefined);
    await restart(false);
    await one.turn();
    expect(told(broker)).toEqual([]);
    expect(markerOf(broker)).toBe(marker);
  });

  it('never gets a marker by a connection that came after the one that was told', async () => {
    const { bus } = await start();
    const slow = new Proxy(bus, {
      get: (target, name) => {
        if (name === 'publish') {
          return async (...message: [string, string]) => {
            await restart(true); // while the marker waits to be sent
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
    const one = await start();
    await one.turn();
    await one.turn();
    expect(told(broker)).toEqual(['not known there']);
  });

  it('is told from the start by hand, too, when it is lost in the middle', async () => {
    const one = await start(20);
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
    await eventually('some are told', () => told(broker).length > 2);
    await restart(true);
    await expect(interrupted).rejects.toThrow(/lost meanwhile|stopped/);
    expect(await MaintenanceRequest.findById('by hand').lean()).toMatchObject({ state: 'waiting' });
  });
});

describe('requests of operators', () => {
  it('send again since when and what they say, mark replicas stale, and are refused when they make no sense', async () => {
    const broker = new MemoryBroker();
    const one = new TestReplica(broker);
    one.bus.connect();
    await connected(one.bus);
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
    expect(told(broker, 'card:signed')).toEqual(['long ago']);
    expect(told(broker, 'card:written')).toEqual([]);
    expect(await CopyModel.find({ version: -1 })).toHaveLength(1);
    expect(await MaintenanceRequest.findById('again').lean()).toMatchObject({ state: 'done', events: 1 });
    expect(await MaintenanceRequest.findById('stale').lean()).toMatchObject({ state: 'done', aggregates: 1 });
    expect(await MaintenanceRequest.findById('never').lean()).toMatchObject({ state: 'refused' });
    await one.bus.close();
  });
});
