import mongoose, { Schema, Types } from 'mongoose';
import { readMany, readOne } from '../../database/documents';
import { eventually, interceptReads, useDatabase } from '../../testing';

useDatabase();
afterEach(() => jest.restoreAllMocks());

interface Book {
  title: string;
  pages: string;
}

const Book = mongoose.model<Book>('Book', new Schema<Book>({ title: String, pages: String }));

const titles = (books: Book[]): string[] => books.map(({ title }) => title);

describe('readMany', () => {
  beforeEach(async () => {
    await Book.create(['a', 'b', 'c'].map((title) => ({ title, pages: 'x' })));
  });

  it('chooses, sorts, limits and shows as asked, with and without a limit', async () => {
    const shape = { projection: { _id: 0, title: 1 }, sort: { title: -1 as const } };
    const matches = { title: { $gt: 'a' } };
    expect(await readMany(Book, matches, { ...shape, limit: 1 })).toEqual([{ title: 'c' }]);
    expect(await readMany(Book, matches, shape)).toEqual([{ title: 'c' }, { title: 'b' }]);
    expect(await readMany(Book, matches, { limit: 9 })).toHaveLength(2);
  });

  it('gives all documents of a limit that exceed one answer', async () => {
    await Book.deleteMany();
    const pages = 'x'.repeat(6 * 1024 * 1024);
    await Book.insertMany(['a', 'b', 'c', 'd'].map((title) => ({ title, pages })));
    const read = () => readMany<Book>(Book, {}, { sort: { title: 1 }, limit: 4 });
    expect(titles(await read())).toEqual(['a', 'b', 'c', 'd']);
    const openCursors = async () => {
      const status = await mongoose.connection.db!.admin().serverStatus();
      return (status as { metrics: { cursor: { open: { total: unknown } } } }).metrics.cursor.open.total;
    };
    expect(await eventually(async () => Number(await openCursors()) === 0)).toBe(true);
  });

  it('asks once for more documents than a first batch of a cursor holds', async () => {
    await Book.insertMany(Array.from({ length: 300 }, () => ({ title: 'd', pages: 'x' })));
    const [reads, cursor] = [interceptReads([Book]), jest.spyOn(Book.collection, 'find')];
    expect(await readMany(Book, { title: 'd' }, { limit: 300 })).toHaveLength(300);
    expect(reads).toHaveLength(1);
    expect(cursor).not.toHaveBeenCalled();
  });

  it('treats an absent value of a filter as null, not as any', async () => {
    expect(await readMany(Book, { title: undefined }, { limit: 9 })).toEqual([]);
  });

  it('rejects a filter that the database refuses', async () => {
    await expect(readMany(Book, { title: { $no: 1 } }, { limit: 1 })).rejects.toThrow('unknown operator');
  });
});

describe('readOne', () => {
  it('is null without a document', async () => {
    expect(await readOne(Book, { title: 'z' })).toBeNull();
  });

  it('tries again when the connection is lost', async () => {
    await Book.create({ title: 'a', pages: 'x' });
    const lost = new mongoose.mongo.MongoNetworkError('connection closed');
    jest.spyOn(mongoose.connection.db!, 'command').mockRejectedValueOnce(lost);
    expect(await readOne(Book, { title: 'a' }, { _id: 0, title: 1 })).toEqual({ title: 'a' });
  });

  it.each(['MongoServerSelectionError', 'MongoWaitQueueTimeoutError'])(
    'does not wait a second time after %s',
    async (name) => {
      const waited = Object.assign(new Error('waited in vain'), { name });
      jest.spyOn(mongoose.connection.db!, 'command').mockRejectedValueOnce(waited);
      await expect(readOne(Book, { title: 'a' })).rejects.toBe(waited);
    },
  );

  describe('with others at the same moment', () => {
    const show = { _id: 0, title: 1, pages: 1 };
    beforeEach(async () => {
      await Book.create(['a', 'b', 'c'].map((title) => ({ title, pages: `of ${title}` })));
    });

    it('gives each its own document, from one query', async () => {
      const reads = interceptReads([Book]);
      const asked = ['c', 'z', 'a', 'c', 'b'];
      const found = await Promise.all(asked.map((title) => readOne<Book>(Book, { title }, show)));
      expect(found.map((book) => book?.pages)).toEqual(['of c', undefined, 'of a', 'of c', 'of b']);
      expect(reads.map(({ filter }) => filter)).toEqual([{ title: { $in: ['c', 'z', 'a', 'b'] } }]);
    });

    it('shares by id, though ids are objects', async () => {
      const reads = interceptReads([Book]);
      const books = await Book.find().sort('title');
      const found = await Promise.all(books.map(({ _id }) => readOne<Book>(Book, { _id }, { title: 1 })));
      expect(titles(found as Book[])).toEqual(['a', 'b', 'c']);
      expect(reads).toHaveLength(1);
    });

    it('reads after the moment it was asked, not by a query that runs already', async () => {
      const early = readOne<Book>(Book, { title: 'a' }, show);
      await Promise.resolve(); // the first query starts
      await Book.updateOne({ title: 'a' }, { pages: 'changed' });
      const late = readOne<Book>(Book, { title: 'a' }, show);
      await early;
      expect(await late).toMatchObject({ pages: 'changed' });
    });

    const [one, other] = [new Types.ObjectId(), new Types.ObjectId()];
    it.each([
      ['a field that the answer does not hold', { pages: 1 }, [{ title: 'a' }, { title: 'b' }]],
      ['an id that the answer leaves out', show, [{ _id: one }, { _id: other }]],
      ['an operator', show, [{ title: { $gt: 'a' } }, { title: { $gt: 'b' } }]],
      [
        'two fields',
        show,
        [
          { title: 'a', pages: 'of a' },
          { title: 'b', pages: 'of b' },
        ],
      ],
    ])('reads alone by %s', async (_what, projection, filters: Record<string, unknown>[]) => {
      const reads = interceptReads([Book]);
      await Promise.all(filters.map((filter) => readOne(Book, filter, projection)));
      expect(reads.map(({ filter }) => filter)).toEqual(filters);
    });

    it('reads alone what is to be shown otherwise', async () => {
      const found = [
        readOne(Book, { title: 'a' }, show),
        readOne(Book, { title: 'a' }, { _id: 0, title: 1 }),
      ];
      expect(await Promise.all(found)).toEqual([{ title: 'a', pages: 'of a' }, { title: 'a' }]);
    });
  });
});
