import { model, Schema, Types } from 'mongoose';
import { aggregate } from '../../outbox/aggregate';
import { untilDurable } from '../../outbox/until-durable';
import { useDatabase } from '../../testing';

const schema = new Schema({ text: String });
schema.plugin(aggregate);
const Memo = model('Memo', schema);

useDatabase();
afterEach(() => jest.restoreAllMocks());

it.each([{ rev: 3 }, { rev: 0 }, {}])('waits for the journal and changes nothing of %j', async (fields) => {
  const _id = new Types.ObjectId();
  const stored = { _id, text: 'read', ...fields };
  await Memo.collection.insertOne(stored);
  const write = jest.spyOn(Memo.collection, 'updateOne');
  await untilDurable(Memo, { _id, ...fields });
  expect(write).toHaveBeenCalledTimes(1);
  expect(await Memo.collection.findOne({ _id })).toEqual(stored);
});
