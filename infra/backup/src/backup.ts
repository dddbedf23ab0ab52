import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import mongoose from 'mongoose';
import {
  type CollectionEntry,
  MANIFEST,
  type Manifest,
  backupName,
  checksum,
  collectionFile,
} from './archive';
import type { Db, MongoClient } from './database';

const { EJSON } = mongoose.mongo.BSON;
const PARTIAL = '.partial';

type Session = ReturnType<MongoClient['startSession']>;

/**
 * Copies a database into a new folder of `backupDir`. The folder gets its name when it is complete and on the disk.
 * From a replica set the copy is of one moment; a standalone server has no such view of several collections.
 */
export async function takeBackup(
  client: MongoClient,
  database: string,
  backupDir: string,
): Promise<{ name: string; collections: number; documents: number }> {
  const db = client.db(database);
  const isReplicaSet = (await client.db('admin').command({ hello: 1 })).setName !== undefined;
  const moment = new Date();
  const name = backupName(database, moment);
  const partial = path.join(backupDir, name + PARTIAL);
  await removeLeftovers(backupDir, database);
  await mkdir(partial, { recursive: true });

  const session = isReplicaSet ? client.startSession({ snapshot: true }) : undefined;
  const collections: CollectionEntry[] = [];
  try {
    for (const { name: collection, options } of await collectionsOf(db)) {
      const indexes = await db.collection(collection).indexes();
      const definition = EJSON.stringify({ options, indexes }, { relaxed: false });
      collections.push({ name: collection, ...(await copy(db, collection, partial, session)), definition });
    }
  } finally {
    await session?.endSession();
  }
  const consistency = isReplicaSet ? 'snapshot' : 'collection by collection';
  const manifest: Manifest = { format: 1, database, takenAt: moment.toISOString(), consistency, collections };
  await writeDurably(path.join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(partial, path.join(backupDir, name));
  await syncFolder(backupDir);
  const documents = collections.reduce((sum, entry) => sum + entry.documents, 0);
  return { name, collections: collections.length, documents };
}

async function collectionsOf(db: Db): Promise<{ name: string; options: object }[]> {
  const found = (await db.listCollections().toArray()) as { name: string; type: string; options: object }[];
  return found
    .filter(({ name, type }) => type === 'collection' && !name.startsWith('system.'))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

async function copy(
  db: Db,
  collection: string,
  folder: string,
  session: Session | undefined,
): Promise<{ documents: number; sha256: string }> {
  const file = collectionFile(folder, collection);
  let documents = 0;
  // `raw` hands over each document's bytes as they are stored: no type is lost on the way.
  const cursor = db.collection(collection).find({}, { raw: true, session, sort: { _id: 1 } });
  const bytes = async function* () {
    for await (const document of cursor) {
      documents += 1;
      yield document as unknown as Buffer;
    }
  };
  await pipeline(Readable.from(bytes()), createGzip(), createWriteStream(file, { flush: true }));
  return { documents, sha256: await checksum(file) };
}

/** What an earlier run left when it was ended in the middle. */
async function removeLeftovers(backupDir: string, database: string): Promise<void> {
  await mkdir(backupDir, { recursive: true });
  const left = (await readdir(backupDir)).filter(
    (entry) => entry.startsWith(`${database}-`) && entry.endsWith(PARTIAL),
  );
  await Promise.all(left.map((entry) => rm(path.join(backupDir, entry), { recursive: true })));
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
