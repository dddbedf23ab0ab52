import { model, Schema } from 'mongoose';
import { guardedUpsert } from '../../outbox/guarded-upsert';
import { newId, useDatabase } from '../../testing';

interface Copy {
  version: number;
}

const Copy = model<Copy>('Copy', new Schema<Copy>({ version: Number }));

const apply = (_id: string, version: number): Promise<void> =>
  guardedUpsert(Copy, { _id, version: { $lt: version } }, { $set: { version } });

useDatabase();

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
});
