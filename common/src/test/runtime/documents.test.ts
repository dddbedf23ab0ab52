import mongoose, { Schema } from 'mongoose';
import { readMany, readOne } from '../../runtime/documents';
import { interceptReads, useDatabase } from '../../testing';

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

  it('does not wait for a server a second time', async () => {
    const gone = new mongoose.mongo.MongoServerSelectionError('no server', {} as never);
    jest.spyOn(mongoose.connection.db!, 'command').mockRejectedValueOnce(gone);
    await expect(readOne(Book, { title: 'a' })).rejects.toBe(gone);
  });
});
