import { model, mongo, Schema } from 'mongoose';
import { guardedUpsert } from '../../database/guarded-upsert';
import { newId, useDatabase } from '../../testing';

interface Copy {
  version: number;
}

const Copy = model<Copy>('Copy', new Schema<Copy>({ version: Number }));

const apply = (_id: string, version: number): Promise<void> =>
  guardedUpsert(Copy, { _id, version: { $lt: version } }, { $set: { version } });

/** As the driver makes them; mongoose reads the position one level down. */
const writeError = (code: number, index: number): object => ({ code, index, err: { index } });

const resultWith = (concern: object | null) =>
  ({ getWriteConcernError: () => concern }) as mongo.BulkWriteResult;

/** What the driver says when the first so many upserts found a document behind their guard. */
const duplicates = (count: number): Error =>
  Object.assign(
    new mongo.MongoBulkWriteError({ message: 'bulk write failed', code: 11000 }, resultWith(null)),
    {
      writeErrors: Array.from({ length: count }, (_, index) => writeError(11000, index)),
    },
  );

useDatabase();
afterEach(() => jest.restoreAllMocks());

describe('guardedUpsert', () => {
  it('ends at the newest version in whatever order the versions come', async () => {
    const id = newId();
    for (const version of [3, 0, 4, 4, 1, 2]) await apply(id, version);
    await expect(Copy.findById(id).lean()).resolves.toMatchObject({ version: 4 });
  });

  it('loses none when the first versions of many documents come at the same moment', async () => {
    const ids = Array.from({ length: 300 }, newId);
    await Promise.all(ids.flatMap((id) => [apply(id, 0), apply(id, 1), apply(id, 2)]));
    await expect(Copy.countDocuments({ version: 2 })).resolves.toBe(300);
  });

  it('writes what comes at once together, also what is there already', async () => {
    const ids = Array.from({ length: 100 }, newId);
    await Promise.all(ids.map((id) => apply(id, 1)));
    const commands = jest.spyOn(Copy.collection, 'bulkWrite');
    await Promise.all(ids.map((id, index) => apply(id, index % 2 ? 2 : 1)));
    expect(commands.mock.calls.length).toBeLessThanOrEqual(4);
    await expect(Copy.countDocuments({ version: 1 })).resolves.toBe(50);
    await expect(Copy.countDocuments({ version: 2 })).resolves.toBe(50);
  });

  it('updates what another process has inserted between the look and the insert', async () => {
    const ids = Array.from({ length: 10 }, newId);
    await Promise.all(ids.map((id) => apply(id, 1)));
    jest.spyOn(Copy.collection, 'bulkWrite').mockRejectedValueOnce(duplicates(10));
    await Promise.all(ids.map((id) => apply(id, 2)));
    await expect(Copy.countDocuments({ version: 2 })).resolves.toBe(10);
  });

  it('lets one that cannot be written stop none of those beside it', async () => {
    const ids = Array.from({ length: 20 }, newId);
    const bad = [apply('no id', 1), apply(newId(), 'no number' as never)];
    const good = [...ids, ...ids].map((id, index) => apply(id, index));
    for (const one of bad) await expect(one).rejects.toThrow(/Cast to/);
    await Promise.all(good);
    await expect(Copy.countDocuments({ version: { $gte: 20 } })).resolves.toBe(20);
    await expect(Copy.countDocuments()).resolves.toBe(20);
  });

  it.each([
    ['a write concern that was not fulfilled', { result: resultWith({ code: 64 }) }],
    ['an operation that was not even sent', { mongoose: { validationErrors: [] } }],
    ['another failure', { writeErrors: [writeError(11000, 0), writeError(50, 1)] }],
  ])('takes duplicates beside %s for no success', async (_name, more) => {
    const ids = Array.from({ length: 10 }, newId);
    jest.spyOn(Copy.collection, 'bulkWrite').mockRejectedValueOnce(Object.assign(duplicates(5), more));
    await Promise.all(ids.map((id) => apply(id, 1)));
    await expect(Copy.countDocuments({ version: 1 })).resolves.toBe(10);
  });

  it('fails for all who were written together when the database is unavailable', async () => {
    const away = Object.assign(new Error('away'), { name: 'MongoNetworkError' });
    jest.spyOn(Copy.collection, 'bulkWrite').mockRejectedValueOnce(away);
    const ids = Array.from({ length: 10 }, newId);
    const outcomes = await Promise.allSettled(ids.map((id) => apply(id, 1)));
    expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(9);
  });
});
