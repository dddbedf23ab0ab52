import { model, Schema, Types } from 'mongoose';
import { ConflictError } from '../../errors/conflict-error';
import { ServiceUnavailableError } from '../../errors/service-unavailable-error';
import { RejectedEventError } from '../../events/listener';
import { aggregate, type AggregateFields } from '../../outbox/aggregate';
import { change, create, type Decision } from '../../outbox/change';
import type { Stored } from '../../outbox/load';
import { interceptReads, newId, outboxOf, useDatabase } from '../../testing';

interface Counter {
  name: string;
  count: number;
  note?: string;
  version: number;
}

const schema = new Schema<Counter & AggregateFields>({
  name: { type: String, unique: true },
  count: Number,
  note: String,
  version: Number,
});
schema.plugin(aggregate);
const CounterModel = model<Counter & AggregateFields>('Counter', schema);

const published = (counter: Counter) => ({
  key: `counter:changed:${counter.version}`,
  subject: 'counter:changed',
  data: JSON.stringify({ count: counter.count }),
});

const increment = (current: Stored<Counter> | null): Decision<Counter, number> => {
  const next = current
    ? { ...current, count: current.count + 1, version: current.version + 1 }
    : { name: 'visits', count: 1, version: 0 };
  return { next, events: [published(next)], result: next.count };
};

useDatabase();

describe('change', () => {
  it('inserts what is not there yet, with its event in the same document', async () => {
    const _id = newId();
    await expect(change(CounterModel, { _id }, increment)).resolves.toBe(1);
    const stored = await CounterModel.findById(_id).select('+outbox +outboxAt').lean();
    expect(stored).toMatchObject({ count: 1, version: 0, outbox: [{ key: 'counter:changed:0' }] });
    expect(stored?.outboxAt).toBeInstanceOf(Date);
  });

  it('loses none of 40 changes made at once, and announces each version once and in order', async () => {
    const _id = newId();
    await Promise.all(Array.from({ length: 40 }, () => change(CounterModel, { _id }, increment)));
    expect(await CounterModel.findById(_id).lean()).toMatchObject({ count: 40, version: 39 });
    expect((await outboxOf(CounterModel)).map(({ key }) => key)).toEqual(
      Array.from({ length: 40 }, (_, version) => `counter:changed:${version}`),
    );
  });

  it('fails one decision of many at once alone, and makes none twice', async () => {
    const _id = newId();
    await change(CounterModel, { _id }, increment);
    const nonsense = (current: Stored<Counter> | null) => ({
      next: { ...(current as Counter), count: 'many' as never },
      result: 0,
    });
    const refusal = (): never => {
      throw new Error('not today');
    };
    const decides = [increment, increment, nonsense, increment, refusal, increment];
    const outcomes = await Promise.allSettled(
      decides.map((decide) => change<Counter, number>(CounterModel, { _id }, decide)),
    );
    expect(outcomes.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(2);
    expect(await CounterModel.findById(_id).lean()).toMatchObject({ count: 5, version: 4 });
  });

  it.each([
    ['MongoNetworkError', 'the database is unavailable'],
    ['MongoWriteConcernError', 'a write may have been carried out'],
  ])('does not decide again after a %s: %s', async (name) => {
    const _id = newId();
    await change(CounterModel, { _id }, increment);
    const error = Object.assign(new Error('cut off'), { name });
    const decide = jest.fn(increment);
    const updateOne = jest.spyOn(CounterModel.collection, 'updateOne').mockRejectedValue(error);
    await expect(change(CounterModel, { _id }, decide)).rejects.toBe(error);
    expect(decide).toHaveBeenCalledTimes(1);
    updateOne.mockRestore();
    await expect(change(CounterModel, { _id }, increment)).resolves.toBe(2);
  });

  it('decides by the time of the database, whatever the clock of the process shows', async () => {
    const before = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(before + 3_600_000);
    const times: Date[] = [];
    const _id = newId();
    for (let i = 0; i < 2; i += 1)
      await change<Counter, number>(CounterModel, { _id }, (current, now) => {
        times.push(now);
        return increment(current);
      });
    jest.restoreAllMocks();
    for (const time of times) expect(Math.abs(time.getTime() - before)).toBeLessThan(60_000);
    const stored = await CounterModel.findById(_id).select('+outboxAt').lean();
    expect(stored?.outboxAt).toEqual(times[0]);
  });

  it('writes nothing, and waits for nothing, when the decision fails', async () => {
    const _id = newId();
    await change(CounterModel, { _id }, increment);
    const updateOne = jest.spyOn(CounterModel.collection, 'updateOne');
    const refuse = (): never => {
      throw new Error('not yours');
    };
    await expect(change(CounterModel, { _id }, refuse)).rejects.toThrow('not yours');
    expect(updateOne).not.toHaveBeenCalled();
    updateOne.mockRestore();
  });

  it('waits for the journal also where it writes nothing: what it has read may be in none yet', async () => {
    const _id = newId();
    await change(CounterModel, { _id }, increment);
    const updateMany = jest.spyOn(CounterModel.collection, 'updateMany');
    await expect(change(CounterModel, { _id }, () => ({ result: 'kept' }))).resolves.toBe('kept');
    expect(updateMany).toHaveBeenCalledTimes(1);
    expect(updateMany.mock.calls[0]?.[2] ?? {}).not.toHaveProperty('writeConcern');
    updateMany.mockRestore();
    expect(await CounterModel.findById(_id).select('+rev').lean()).toMatchObject({ count: 1, rev: 0 });
  });

  it('starts again when another process wrote between load and write', async () => {
    const _id = newId();
    await change(CounterModel, { _id }, increment);
    const updateOne = jest.spyOn(CounterModel.collection, 'updateOne');
    updateOne.mockImplementationOnce((...args) => {
      updateOne.mockRestore();
      return CounterModel.updateOne({ name: 'visits' }, { $inc: { count: 100, rev: 1 } }).then(() =>
        CounterModel.collection.updateOne(...args),
      );
    });
    const result = await change(CounterModel, { _id }, increment);
    const stored = await CounterModel.findById(_id).lean();
    expect(stored?.count).toBe(result);
    expect(stored?.count).toBe(102);
  });

  /** What a failover leaves: the write that was read is forgotten, and another one has got its `rev`. */
  const failOver = (count: number) =>
    CounterModel.updateOne({ name: 'visits' }, { $set: { count, writeId: newId() } });

  it('starts again when a new primary has another write under the same count', async () => {
    const _id = newId();
    await change(CounterModel, { _id }, increment);
    const updateOne = jest.spyOn(CounterModel.collection, 'updateOne');
    updateOne.mockImplementationOnce((...args) => {
      updateOne.mockRestore();
      return failOver(100).then(() => CounterModel.collection.updateOne(...args));
    });
    await expect(change(CounterModel, { _id }, increment)).resolves.toBe(101);
    expect(await CounterModel.findById(_id).lean()).toMatchObject({ count: 101 });
  });

  it('decides again, without a write, when what it read is forgotten', async () => {
    const _id = newId();
    await change(CounterModel, { _id }, increment);
    const updateMany = jest.spyOn(CounterModel.collection, 'updateMany');
    updateMany.mockImplementationOnce((...args) => {
      updateMany.mockRestore();
      return failOver(100).then(() => CounterModel.collection.updateMany(...args));
    });
    const count = await change(CounterModel, { _id }, (current) => ({ result: current?.count }));
    expect(count).toBe(100);
  });

  it.each([
    ['what it read', () => failOver(100)],
    [
      'that there is none',
      () => CounterModel.create({ name: 'visits', count: 100, version: 0, writeId: newId() }),
    ],
  ])('decides again before it rejects an event when %s is no longer true', async (what, happens) => {
    const _id = newId();
    if (what === 'what it read') await change(CounterModel, { _id }, increment);
    const updateMany = jest.spyOn(CounterModel.collection, 'updateMany');
    updateMany.mockImplementationOnce((...args) => {
      updateMany.mockRestore();
      return happens().then(() => CounterModel.collection.updateMany(...args));
    });
    const count = await change(CounterModel, { name: 'visits' }, (current) => {
      if (current?.count !== 100) throw new RejectedEventError('too few');
      return { result: current.count };
    });
    expect(count).toBe(100);
  });

  it.each([1, 0])(
    'rejects an event once it is certain that there is what it read: %i documents',
    async (found) => {
      const _id = newId();
      if (found) await change(CounterModel, { _id }, increment);
      const updateMany = jest.spyOn(CounterModel.collection, 'updateMany');
      const reject = (): never => {
        throw new RejectedEventError('too few');
      };
      await expect(change(CounterModel, { _id }, reject)).rejects.toThrow(RejectedEventError);
      expect(updateMany).toHaveBeenCalledTimes(1);
      updateMany.mockRestore();
    },
  );

  it('changes what an earlier version wrote without a name of the write', async () => {
    const { _id } = await CounterModel.create({ name: 'visits', count: 1, version: 0 });
    await expect(change(CounterModel, { _id }, increment)).resolves.toBe(2);
    await expect(change(CounterModel, { _id }, increment)).resolves.toBe(3);
  });

  it('finds a document by any unique field, also when two insert it at once under different names', async () => {
    await Promise.all([1, 2, 3].map(() => change(CounterModel, { name: 'visits' }, increment)));
    await expect(CounterModel.countDocuments()).resolves.toBe(1);
    expect(await CounterModel.findOne().lean()).toMatchObject({ count: 3 });
  });

  it('writes nothing when the decision has no next state', async () => {
    const _id = newId();
    await change(CounterModel, { _id }, increment);
    const before = await CounterModel.findById(_id).select('+rev').lean();
    await expect(change(CounterModel, { _id }, () => ({ result: 'kept' }))).resolves.toBe('kept');
    await expect(CounterModel.findById(_id).select('+rev').lean()).resolves.toEqual(before);
  });

  it('removes a field that the next state leaves undefined', async () => {
    const _id = newId();
    await change(CounterModel, { _id }, () => ({
      next: { name: 'a', count: 1, version: 0, note: 'gone soon' },
      result: undefined,
    }));
    await change(CounterModel, { _id }, (current) => ({
      next: { ...(current as Counter), note: undefined },
      result: undefined,
    }));
    expect(await CounterModel.findById(_id).lean()).not.toHaveProperty('note');
  });

  it('refuses an event that no broker would take, and stores nothing of it', async () => {
    const _id = newId();
    const next = { name: 'big', count: 1, version: 0 };
    const tell = (event: object) =>
      change(CounterModel, { _id }, () => ({
        next,
        result: undefined,
        events: [{ key: 'big', subject: 'counter:changed', data: '{}', ...event }],
      }));
    await expect(tell({ data: 'x'.repeat(1024 * 1024) })).rejects.toThrow(RangeError);
    await expect(tell({ subject: 'two words' })).rejects.toThrow(TypeError);
    expect(await CounterModel.findById(_id)).toBeNull();
  });

  it('makes one document alone wait when 1,000 of its events were not sent', async () => {
    const [full, other] = [newId(), newId()];
    await change(CounterModel, { _id: full }, increment);
    const pending = Array.from({ length: 998 }, (_, version) => ({
      key: `counter:changed:${version + 1}`,
      subject: 'counter:changed',
      data: '{}',
    }));
    await CounterModel.collection.updateOne({ name: 'visits' }, {
      $push: { outbox: { $each: pending } },
    } as never);
    await change(CounterModel, { _id: full }, increment);
    await expect(change(CounterModel, { _id: full }, increment)).rejects.toThrow(ServiceUnavailableError);
    expect(await CounterModel.findById(full).lean()).toMatchObject({ count: 2, version: 1 });
    expect(await outboxOf(CounterModel)).toHaveLength(1000);
    const rename = (current: Stored<Counter> | null) => ({
      next: { ...(current as Stored<Counter>), note: 'silent' },
      result: 'renamed',
    });
    await expect(change(CounterModel, { _id: full }, rename)).resolves.toBe('renamed');
    const fresh = { next: { name: 'other', count: 1, version: 0 }, result: 'fine' };
    await expect(change(CounterModel, { _id: other }, () => fresh)).resolves.toBe('fine');
  });
});

describe('create', () => {
  const first = { name: 'visits', count: 1, version: 0 };
  const decide = () => ({ next: first, events: [published(first)], result: 'made' });

  it('stores a new document and its event with one write, and reads nothing', async () => {
    const reads = interceptReads([CounterModel]);
    const time = { now: new Date(1_700_000_000_000), askedAt: performance.now() };
    await expect(create(CounterModel, new Types.ObjectId(), decide, time)).resolves.toBe('made');
    expect(reads).toEqual([]);
    jest.restoreAllMocks();
    const stored = await CounterModel.findOne().select('+rev +outboxAt').lean();
    expect(stored).toMatchObject({ ...first, rev: 0, outboxAt: time.now });
    expect((await outboxOf(CounterModel)).map(({ key }) => key)).toEqual(['counter:changed:0']);
  });

  it('decides by the time of the database', async () => {
    const times: Date[] = [];
    jest.spyOn(Date, 'now').mockReturnValue(0);
    const remember = (now: Date) => {
      times.push(now);
      return decide();
    };
    await create(CounterModel, new Types.ObjectId(), remember);
    jest.restoreAllMocks();
    expect(Math.abs(Number(times[0]) - Date.now())).toBeLessThan(60_000);
  });

  it('fails when the id, or another unique field, is taken', async () => {
    await create(CounterModel, new Types.ObjectId(), decide);
    await expect(create(CounterModel, new Types.ObjectId(), decide)).rejects.toThrow(ConflictError);
    await expect(CounterModel.countDocuments()).resolves.toBe(1);
  });

  it('stores no event that no broker would accept', async () => {
    const events = [{ ...published(first), subject: 'two words' }];
    const refused = create(CounterModel, new Types.ObjectId(), () => ({ ...decide(), events }));
    await expect(refused).rejects.toThrow(TypeError);
    await expect(CounterModel.countDocuments()).resolves.toBe(0);
  });
});
