import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** One collection of a backup: `<name>.bson.gz` holds its documents one after the other, as mongodump writes them. */
export interface CollectionEntry {
  name: string;
  documents: number;
  sha256: string;
  /** Extended JSON of its options and of all its indexes. */
  definition: string;
}

/** What a backup holds; written last, so a folder without it is no backup. */
export interface Manifest {
  format: 1;
  database: string;
  takenAt: string;
  /** All of one moment (replica set), or each collection as it was when it was read (standalone server). */
  consistency: 'snapshot' | 'collection by collection';
  collections: CollectionEntry[];
}

export const MANIFEST = 'manifest.json';

/** The folder of a backup taken at `moment`; sorted by name they are sorted by time. */
export function backupName(database: string, moment: Date): string {
  return `${database}-${moment.toISOString().replaceAll(/[:.]/g, '-')}`;
}

/** The complete backups of a database, oldest first. */
export async function listBackups(backupDir: string, database: string): Promise<string[]> {
  const entries = await readdir(backupDir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && isBackupOf(database, entry.name))
    .map(({ name }) => name)
    .sort();
}

function isBackupOf(database: string, name: string): boolean {
  return (
    name.startsWith(`${database}-`) && /^\d{4}-\d{2}-\d{2}T[\d-]+Z$/.test(name.slice(database.length + 1))
  );
}

/** The file of a collection. Its name may hold anything, so it is encoded. */
export function collectionFile(folder: string, collection: string): string {
  return path.join(folder, `${encodeURIComponent(collection)}.bson.gz`);
}

/**
 * Reads a backup's manifest and holds each file against its checksum, before anything is touched.
 * @throws Error that names the first file that is missing or damaged
 */
export async function readVerified(folder: string, database: string): Promise<Manifest> {
  const manifest = JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8')) as Manifest;
  if (manifest.format !== 1) throw new Error(`${folder} has a format that this program does not know`);
  if (manifest.database !== database)
    throw new Error(`${folder} is a backup of ${manifest.database}, not of ${database}`);
  for (const { name, sha256 } of manifest.collections) {
    const file = collectionFile(folder, name);
    if ((await checksum(file)) !== sha256) throw new Error(`${file} is damaged: its checksum is another`);
  }
  return manifest;
}

/** The SHA-256 of a file in hexadecimal. */
export async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
