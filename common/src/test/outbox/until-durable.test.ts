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

it.each([{ rev: 3 }, { rev: 0 }, {}])('waits for the journal and changes nothing of %j', async (fields) => {
  const _id = new Types.ObjectId();
  const stored = { _id, text: 'read', ...fields };
  await MemoModel.collection.insertOne(stored);
  const write = jest.spyOn(MemoModel.collection, 'updateOne');
  await untilDurable(MemoModel, { _id, ...fields });
  expect(write).toHaveBeenCalledTimes(1);
  expect(await MemoModel.collection.findOne({ _id })).toEqual(stored);
});
