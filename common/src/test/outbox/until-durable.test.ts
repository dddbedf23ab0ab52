import { model, Schema, Types } from 'mongoose';
import { aggregate, type AggregateFields } from '../../outbox/aggregate';
import { untilDurable } from '../../outbox/until-durable';
import { useDatabase } from '../../testing';

interface Memo {
  text: string;
}

const schema = new Schema<Memo & AggregateFields>({ text: String });
schema.plugin(aggregate);
const MemoModel = model<Memo & AggregateFields>('Memo', schema);

useDatabase();
afterEach(() => jest.restoreAllMocks());

const aMemo = async (fields: object = {}): Promise<Types.ObjectId> => {
  const _id = new Types.ObjectId();
  await MemoModel.collection.insertOne({ _id, text: 'read', ...fields });
  return _id;
};

it('waits for the journal and changes nothing', async () => {
  const _id = await aMemo({ rev: 3 });
  const before = await MemoModel.collection.findOne({ _id });
  const write = jest.spyOn(MemoModel.collection, 'updateMany');
  expect(await untilDurable(MemoModel, { _id, rev: 3 })).toBe(true);
  expect(write).toHaveBeenCalledTimes(1);
  expect(await MemoModel.collection.findOne({ _id })).toEqual(before);
});

it('shares one call among all that wait, also for one document', async () => {
  const [a, b] = [await aMemo({ rev: 1 }), await aMemo({ rev: 2 })];
  const write = jest.spyOn(MemoModel.collection, 'updateMany');
  const states = [
    { _id: a, rev: 1 },
    { _id: b, rev: 2 },
    { _id: a, rev: 1 },
  ];
  expect(await Promise.all(states.map((state) => untilDurable(MemoModel, state)))).toEqual([
    true,
    true,
    true,
  ]);
  expect(write.mock.calls.length).toBeLessThan(3);
});

it('answers each that waits by its own state', async () => {
  const [a, b] = [await aMemo({ rev: 1 }), await aMemo({ rev: 2 })];
  const states = [{ _id: a, rev: 1 }, { _id: a }, { _id: a, rev: 9 }, { _id: b, rev: 2 }];
  const answers = await Promise.all(states.map((state) => untilDurable(MemoModel, state)));
  expect(answers).toEqual([true, true, false, true]);
});

it.each([
  ['changed', (_id: Types.ObjectId) => ({ _id, rev: 2 })],
  ['gone', () => ({ _id: new Types.ObjectId(), rev: 1 })],
])('says so when what was read is %s', async (_name, stateOf) => {
  const _id = await aMemo({ rev: 1 });
  expect(await untilDurable(MemoModel, stateOf(_id))).toBe(false);
});
