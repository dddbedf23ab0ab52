import mongoose, { Schema, type Types } from 'mongoose';
import { findPage, type Page, type PageSort } from '../../database/find-page';
import { newId, useDatabase } from '../../testing';

useDatabase();

interface Song {
  plays: number;
  released: Date;
  name: { sorted: string };
}

const Song = mongoose.model<Song>(
  'Song',
  new Schema<Song>({ plays: Number, released: Date, name: { sorted: String } }),
);

const SORTS: PageSort[] = (['plays:number', 'released:date', 'name.sorted:text'] as const).flatMap((each) => {
  const [field, type] = each.split(':') as [string, PageSort['type']];
  return [
    { field, type, direction: 1 as const },
    { field, type, direction: -1 as const },
  ];
});

/** Many equal values, so that pages end between equals. */
const storeSongs = (count: number) =>
  Song.insertMany(
    Array.from({ length: count }, (_, i) => ({
      plays: i % 3,
      released: new Date(Date.UTC(2026, 0, 1) + (i % 4)),
      name: { sorted: ['lamp', 'desk'][i % 2] },
    })),
  );

describe('findPage', () => {
  it.each(SORTS)('shows every document once, in order: %j', async (sort) => {
    await storeSongs(11);
    const seen: string[] = [];
    const sizes: number[] = [];
    let page: Page<{ _id: Types.ObjectId }> | undefined;
    do {
      page = await findPage(Song, {}, { limit: 4, after: page?.next, sort });
      seen.push(...page.documents.map(({ _id }) => String(_id)));
      sizes.push(page.documents.length);
    } while (page.next);
    const all = await Song.find().sort({ [sort.field]: sort.direction, _id: sort.direction });
    expect(seen).toEqual(all.map(({ id }) => id));
    expect(sizes).toEqual([4, 4, 3]);
  });

  it('names no next page after a full last one', async () => {
    await storeSongs(8);
    const sort = { field: 'plays', type: 'number', direction: 1 } as const;
    const { next } = await findPage(Song, {}, { limit: 4, sort });
    const last = await findPage(Song, {}, { limit: 4, after: next, sort });
    expect(last.documents).toHaveLength(4);
    expect(last.next).toBeUndefined();
    expect(await findPage(Song, { plays: 9 }, { limit: 4, sort })).toEqual({ documents: [] });
  });

  it('keeps the filter and the projection on later pages', async () => {
    await storeSongs(12);
    const sort = { field: 'released', type: 'date', direction: -1 } as const;
    const options = { limit: 3, sort, projection: { released: 1, plays: 1 } };
    const { next } = await findPage<Song>(Song, { plays: 1 }, options);
    const { documents } = await findPage<Song>(Song, { plays: 1 }, { ...options, after: next });
    expect(documents).toEqual([
      { _id: expect.anything() as unknown, plays: 1, released: expect.any(Date) as unknown },
    ]);
  });

  it.each([
    ['number', 'Lamp'],
    ['number', Infinity],
    ['date', 'Lamp'],
    ['date', Infinity],
    ['date', 1e300],
    ['text', 5],
  ] as const)('refuses a cursor of another sorting: %s after %p', async (type, value) => {
    const page = {
      limit: 3,
      sort: { field: 'plays', type, direction: 1 },
      after: { value, id: newId() },
    } as const;
    await expect(findPage(Song, {}, page)).rejects.toMatchObject({
      statusCode: 400,
      code: 'invalid_cursor',
      field: 'cursor',
    });
  });
});
