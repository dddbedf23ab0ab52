import { model, mongo, Schema, Types } from 'mongoose';
import { aggregate, type AggregateFields } from '../../outbox/aggregate';
import { insert } from '../../outbox/insert';
import { update } from '../../outbox/update';
import { isDatabaseUnavailable } from '../../database/database';
import { useDatabase } from '../../testing';

interface Desk {
  place: number;
  note?: string;
}

const schema = new Schema<Desk & AggregateFields>({ place: { type: Number, unique: true }, note: String });
schema.plugin(aggregate);
const DeskModel = model<Desk & AggregateFields>('Desk', schema);

/** Stores desks at the places 1, 2, … */
async function storeDesks(count: number): Promise<Types.ObjectId[]> {
  const ids = Array.from({ length: count }, () => new Types.ObjectId());
  await Promise.all(ids.map((_id, i) => insert(DeskModel, { _id, place: i + 1, rev: 0, outbox: [] })));
  return ids;
}

const moveTo = (place: number, guard: object) => ({
  guard,
  operators: { $set: { place, note: undefined }, $inc: { rev: 1 } },
});
/** Updates at the same moment. */
const updateAll = (updates: ReturnType<typeof moveTo>[]): Promise<PromiseSettledResult<boolean>[]> =>
  Promise.allSettled(updates.map((one) => update(DeskModel, one)));
const did = (value: boolean): object => ({ status: 'fulfilled', value });
const places = async (): Promise<number[]> =>
  (await DeskModel.find().sort('place')).map(({ place }) => place);

useDatabase();
afterEach(() => jest.restoreAllMocks());

it('makes concurrent updates by one call, without undefined fields', async () => {
  const ids = await storeDesks(4);
  const calls = (['updateOne', 'bulkWrite'] as const).map((name) => jest.spyOn(DeskModel.collection, name));

  const results = await updateAll(ids.map((_id, i) => moveTo(11 + i, { _id, rev: 0 })));

  expect(results).toEqual(ids.map(() => did(true)));
  await expect(places()).resolves.toEqual([11, 12, 13, 14]);
  await expect(DeskModel.countDocuments({ note: { $exists: true } })).resolves.toBe(0);
  expect(calls.map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
});

it('says to each of many at once whether its guard matched, and stores no document', async () => {
  const [a, b, c, d] = await storeDesks(4);

  const results = await updateAll([
    moveTo(11, { _id: a, rev: 7 }),
    moveTo(12, { _id: b, rev: { $in: [0, null] }, lease: null }),
    moveTo(13, { _id: c, rev: 0, lease: new Date() }),
    moveTo(14, { _id: new Types.ObjectId(), rev: 0 }),
    moveTo(15, { _id: d, rev: 0 }),
    moveTo(16, { _id: d, rev: 0 }),
    moveTo(17, { _id: d, rev: { $in: [0, null] }, lease: null }),
  ]);

  expect(results).toEqual([false, true, false, false, true, false, false].map(did));
  await expect(places()).resolves.toEqual([1, 3, 12, 15]);
});

it('says of a lone update whether its guard matched', async () => {
  const [_id] = await storeDesks(1);

  await expect(update(DeskModel, moveTo(11, { _id, rev: 7 }))).resolves.toBe(false);
  await expect(update(DeskModel, moveTo(12, { _id, rev: 0 }))).resolves.toBe(true);

  await expect(places()).resolves.toEqual([12]);
});

it('fails one update of many alone when an index refuses it', async () => {
  const ids = await storeDesks(3);

  const results = await updateAll(ids.map((_id, i) => moveTo(11 + (i % 2), { _id, rev: 0 })));

  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(results[2]).toMatchObject({ reason: { code: 11000 } });
  await expect(places()).resolves.toEqual([3, 11, 12]);
});

it('calls no update durable whose journal failed, beside one that the server refused', async () => {
  const ids = await storeDesks(2);
  const failed = new mongo.MongoBulkWriteError(
    { message: 'two failures', code: 66, writeErrors: { index: 0, code: 66, errmsg: 'immutable' } as never },
    { getWriteConcernError: () => ({ code: 91, errmsg: 'shutdown in progress' }) } as never,
  );
  jest.spyOn(DeskModel.collection, 'bulkWrite').mockRejectedValue(failed);

  const [refused, unsure] = await updateAll(ids.map((_id, i) => moveTo(11 + i, { _id, rev: 0 })));

  expect(refused).toEqual(did(false));
  expect(unsure).toMatchObject({ status: 'rejected', reason: { code: 91 } });
  expect(isDatabaseUnavailable((unsure as PromiseRejectedResult).reason)).toBe(true);
});
