import { model, Schema } from 'mongoose';
import { aggregate, type AggregateFields } from '../../outbox/aggregate';
import { load } from '../../outbox/load';
import { newId, useDatabase } from '../../testing';

interface Account {
  name: string;
  city?: string;
}

const schema = new Schema<Account & AggregateFields>({
  name: { type: String, unique: true, lowercase: true },
  city: String,
});
schema.plugin(aggregate);
const Account = model<Account & AggregateFields>('Account', schema);

useDatabase();
afterEach(() => jest.restoreAllMocks());

const put = async (count: number): Promise<string[]> => {
  const names = Array.from({ length: count }, (_, index) => `account-${index}`);
  await Account.insertMany(names.map((name) => ({ name, rev: 3 })));
  return names;
};

describe('load', () => {
  it('reads those that are asked for at once by few queries, each for who asked for it', async () => {
    const names = await put(100);
    const queries = jest.spyOn(Account.collection, 'find');
    const found = await Promise.all(names.map((name) => load<Account>(Account, { name })));
    expect(found.map((account) => account?.name)).toEqual(names);
    expect(found.every((account) => account?.rev === 3 && !('outbox' in account))).toBe(true);
    expect(queries.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('finds one by each spelling that a query alone would find it by', async () => {
    const [first] = await Account.insertMany([{ name: 'first' }, { name: 'second' }]);
    const id = String(first?._id);
    const spellings = [{ _id: id }, { _id: id.toUpperCase() }, { _id: first?._id }];
    const byName = [{ name: 'FIRST' }, { name: 'first' }];
    const found = await Promise.all([...spellings, ...byName].map((where) => load<Account>(Account, where)));
    expect(found.map((account) => String(account?._id))).toEqual(Array(5).fill(id));
  });

  it('says of what is not there that it is not, beside what is', async () => {
    const [name] = await put(1);
    const wheres = [{ name }, { name: 'nobody' }, { _id: newId() }, { _id: newId() }, { name }];
    const found = await Promise.all(wheres.map((where) => load<Account>(Account, where)));
    expect(found.map((account) => account?.name)).toEqual([name, undefined, undefined, undefined, name]);
  });

  it('lets one that is no value of the field fail alone', async () => {
    const account = await Account.create({ name: 'kept' });
    const good = { _id: String(account._id) };
    const outcomes = await Promise.allSettled(
      [good, { _id: 'no id' }, good].map((where) => load<Account>(Account, where)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('reads by two fields together', async () => {
    await Account.create({ name: 'somebody', city: 'Here' });
    const here = await load<Account>(Account, { name: 'somebody', city: 'Here' });
    expect(here?.name).toBe('somebody');
    await expect(load(Account, { name: 'somebody', city: 'There' })).resolves.toBeNull();
  });
});
