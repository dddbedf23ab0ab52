import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { collectionFile, listBackups } from '../archive';
import { takeBackup } from '../backup';
import type { Db, MongoClient } from '../database';
import { pruneBackups } from '../prune';
import { restoreBackup } from '../restore';

const { MongoClient: Client, Long, Int32, Double, Decimal128, Binary, ObjectId, Timestamp } = mongoose.mongo;

let client: MongoClient;
let db: Db;
let folder: string;

beforeAll(async () => {
  client = new Client(process.env.TEST_MONGO_URI ?? '', { runtimeAdapters: { os } });
  await client.connect();
});
afterAll(() => client.close());

beforeEach(async () => {
  db = client.db(`backup_${new ObjectId().toHexString()}`);
  folder = await mkdtemp(path.join(os.tmpdir(), 'backup-'));
});
afterEach(async () => {
  await db.dropDatabase();
  await rm(folder, { recursive: true, force: true });
});

const backup = () => takeBackup(client, db.databaseName, folder);
const restore = (wanted = 'latest', replace = false) =>
  restoreBackup(client, db.databaseName, folder, { wanted, replace });

/** The documents byte for byte, so that a type that changed shows. */
const bytesOf = async (collection: string): Promise<string[]> =>
  (
    await db
      .collection(collection)
      .find({}, { raw: true, sort: { _id: 1 } })
      .toArray()
  ).map((document) => (document as unknown as Buffer).toString('hex'));

async function fill(): Promise<void> {
  const documents = Array.from({ length: 1203 }, (_, index) => ({ n: index, text: 'ü'.repeat(index % 40) }));
  await db.collection('orders').insertMany(documents);
  await db.collection<mongoose.mongo.Document>('kinds').insertOne({
    whole: new Int32(1),
    wide: Long.fromString('9007199254740993'),
    real: new Double(1),
    exact: Decimal128.fromString('0.10'),
    when: new Date(0),
    bytes: new Binary(Buffer.from([1, 2, 3]), 4),
    stamp: new Timestamp({ t: 1, i: 2 }),
    pattern: /x+/i,
    nothing: null,
    nested: [{ deep: [new Int32(7)] }],
  });
  await db.createCollection('empty', { capped: true, size: 4096 });
  await db.collection('orders').createIndex({ n: 1 }, { unique: true });
  await db.collection('orders').createIndex({ text: 1 }, { sparse: true, expireAfterSeconds: 3600 });
}

describe('a backup', () => {
  it('brings back every document with its types, every index and every collection', async () => {
    await fill();
    const before = { orders: await bytesOf('orders'), kinds: await bytesOf('kinds') };
    const indexes = await db.collection('orders').indexes();
    const taken = await backup();
    expect(taken).toMatchObject({ collections: 3, documents: 1204 });

    await db.dropDatabase();
    expect(await restore()).toEqual({ name: taken.name, documents: 1204 });
    expect({ orders: await bytesOf('orders'), kinds: await bytesOf('kinds') }).toEqual(before);
    expect(await db.collection('orders').indexes()).toEqual(indexes);
    expect(await db.collection('empty').options()).toMatchObject({ capped: true, size: 4096 });
  });

  it('does not see what came after it', async () => {
    await db.collection('orders').insertOne({ n: 1 });
    await backup();
    await db.collection('orders').insertOne({ n: 2 });
    await db.collection('later').insertOne({ n: 3 });
    await restore('latest', true);
    expect(await db.collection('orders').countDocuments()).toBe(1);
    expect(await db.listCollections().toArray()).toHaveLength(1);
  });

  it('keeps the newest and deletes older ones', async () => {
    await db.collection('orders').insertOne({ n: 1 });
    const [first, second, third] = [await backup(), await backup(), await backup()];
    expect(await pruneBackups(folder, db.databaseName, 2)).toEqual([first.name]);
    expect(await listBackups(folder, db.databaseName)).toEqual([second.name, third.name]);
  });

  it('that was ended in the middle counts for nothing and is cleaned away by the next', async () => {
    const half = path.join(folder, `${db.databaseName}-2026-01-01T00-00-00-000Z.partial`);
    await mkdir(half);
    expect(await listBackups(folder, db.databaseName)).toEqual([]);
    const { name } = await backup();
    expect(await readdir(folder)).toEqual([name]);
  });
});

describe('a restore', () => {
  it('refuses a database that holds documents, and leaves them', async () => {
    await db.collection('orders').insertOne({ n: 1 });
    await backup();
    await db.collection('orders').insertOne({ n: 2 });
    await expect(restore()).rejects.toThrow('holds documents in orders: give --replace');
    expect(await db.collection('orders').countDocuments()).toBe(2);
  });

  it('refuses a damaged backup before it touches anything', async () => {
    await db.collection('orders').insertOne({ n: 1 });
    const { name } = await backup();
    const file = collectionFile(path.join(folder, name), 'orders');
    const bytes = await readFile(file);
    bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1;
    await writeFile(file, bytes);
    await expect(restore('latest', true)).rejects.toThrow('is damaged');
    expect(await db.collection('orders').countDocuments()).toBe(1);
  });

  it("refuses another database's backup, and one that is not there", async () => {
    await db.collection('orders').insertOne({ n: 1 });
    const { name } = await backup();
    await expect(restore('yesterday')).rejects.toThrow('there is no backup yesterday');
    const manifest = path.join(folder, name, 'manifest.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace(db.databaseName, 'somebody_else'));
    await expect(restore('latest', true)).rejects.toThrow('is a backup of somebody_else');
  });
});
