import { model, Schema } from 'mongoose';
import { aggregate, type AggregateFields } from '../../outbox/aggregate';
import { load } from '../../outbox/load';
import { interceptReads, newId, useDatabase } from '../../testing';

interface Account {
  name: string;
  city?: string;
  address?: { street: string };
}

const schema = new Schema<Account & AggregateFields>(
  {
    name: { type: String, unique: true, lowercase: true },
    city: String,
    address: { street: String },
  },
  { timestamps: true },
);
schema.plugin(aggregate);
const Account = model<Account & AggregateFields>('Account', schema);

const EVENT = { key: 'a:1', subject: 'a', data: '{}' };

useDatabase();
afterEach(() => jest.restoreAllMocks());

describe('load', () => {
  it('reads the state, the outbox, the lease and the time of the database in one query', async () => {
    const lease = new Date();
    await Account.create({ name: 'first', address: { street: 'Here' }, rev: 3, outbox: [EVENT], lease });
    const reads = interceptReads([Account]);
    const { current, outbox, lease: found, now } = await load<Account>(Account, { name: 'first' });
    expect(current).toMatchObject({ name: 'first', address: { street: 'Here' }, rev: 3 });
    expect(current).toHaveProperty('createdAt');
    for (const field of ['outbox', 'outboxAt', 'lease', 'now']) expect(current).not.toHaveProperty(field);
    expect({ outbox, found }).toEqual({ outbox: [EVENT], found: lease });
    expect(Math.abs(now.getTime() - Date.now())).toBeLessThan(5000);
    expect(reads).toHaveLength(1);
  });

  it.each(['first', undefined])(
    'gives the time of the database whatever the clock shows (%s)',
    async (name) => {
      await Account.create({ name: 'first' });
      const before = Date.now();
      jest.spyOn(Date, 'now').mockReturnValue(before + 3_600_000);
      const { now } = await load<Account>(Account, { name: name ?? 'missing' });
      expect(Math.abs(now.getTime() - before)).toBeLessThan(60_000);
    },
  );

  it('finds a document by each spelling of its unique field', async () => {
    const { _id } = await Account.create({ name: 'first' });
    const id = String(_id);
    const spellings = [{ _id: id }, { _id: id.toUpperCase() }, { _id }, { name: 'FIRST' }, { name: 'first' }];
    const found = await Promise.all(spellings.map((where) => load<Account>(Account, where)));
    expect(found.map(({ current }) => String(current?._id))).toEqual(Array(5).fill(id));
  });

  it('returns null for a document that does not exist, also by two fields', async () => {
    await Account.create({ name: 'somebody', city: 'Here' });
    const wheres = [{ _id: newId() }, { name: 'nobody' }, { name: 'somebody', city: 'There' }];
    const found = await Promise.all(wheres.map((where) => load<Account>(Account, where)));
    expect(found.map(({ current, outbox }) => ({ current, outbox }))).toEqual(
      Array(3).fill({ current: null, outbox: [] }),
    );
    const { current } = await load<Account>(Account, { name: 'somebody', city: 'Here' });
    expect(current?.name).toBe('somebody');
  });

  it('fails for a value that the field cannot have', async () => {
    await expect(load(Account, { _id: 'no id' })).rejects.toThrow('Cast to ObjectId failed');
  });
});
