import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import mongoose from 'mongoose';
import { type CollectionEntry, collectionFile, listBackups, readVerified } from './archive';
import { bsonDocuments } from './bson-documents';
import type { Db, Document, MongoClient } from './database';

const { BSON } = mongoose.mongo;
const BATCH = 500;
/** Every type stays what it is: a whole number of 64 bits does not become a double. */
const AS_STORED = { promoteValues: false, promoteBuffers: false, promoteLongs: false, bsonRegExp: true };

export interface RestoreOptions {
  /** A backup's name, or `latest`. */
  wanted: string;
  /** Whether documents that are there now are given up. */
  replace: boolean;
}

/**
 * Puts a backup back: verified first, then loaded, indexed and counted. Run it while the service is stopped.
 * @throws Error before anything is changed when the backup is damaged or the database holds documents
 *   (unless `replace`); after that, when a collection ends with another number of documents than was saved
 */
export async function restoreBackup(
  client: MongoClient,
  database: string,
  backupDir: string,
  { wanted, replace }: RestoreOptions,
): Promise<{ name: string; documents: number }> {
  const names = await listBackups(backupDir, database);
  const name = wanted === 'latest' ? names.at(-1) : names.find((candidate) => candidate === wanted);
  if (name === undefined) throw new Error(`there is no backup ${wanted} of ${database} in ${backupDir}`);
  const folder = path.join(backupDir, name);
  const { collections } = await readVerified(folder, database);

  const db = client.db(database);
  await clear(db, replace);
  for (const entry of collections) await load(db, folder, entry);
  return { name, documents: collections.reduce((sum, entry) => sum + entry.documents, 0) };
}

async function clear(db: Db, replace: boolean): Promise<void> {
  const present = (await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.'));
  if (!replace) {
    for (const name of present) {
      if ((await db.collection(name).findOne()) !== null)
        throw new Error(`${db.databaseName} holds documents in ${name}: give --replace to lose them`);
    }
  }
  for (const name of present) await db.dropCollection(name);
}

async function load(db: Db, folder: string, { name, documents, definition }: CollectionEntry): Promise<void> {
  const { options, indexes } = BSON.EJSON.parse(definition) as { options: object; indexes: Document[] };
  const collection = await db.createCollection(name, options);
  const bytes = createReadStream(collectionFile(folder, name)).pipe(createGunzip());
  let batch: Document[] = [];
  for await (const document of bsonDocuments(bytes)) {
    if (batch.push(BSON.deserialize(document, AS_STORED)) === BATCH) {
      await collection.insertMany(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await collection.insertMany(batch);

  const declared = indexes.filter((index) => index.name !== '_id_').map(({ v: _version, ...index }) => index);
  if (declared.length > 0) await db.command({ createIndexes: name, indexes: declared });
  const found = await collection.countDocuments();
  if (found !== documents) throw new Error(`${name} has ${found} documents instead of ${documents}`);
}
