import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { SERVICES } from '../services';

/** Holds the largest record that mongod writes to its journal: a document of 16 MB and its index entries. */
export const JOURNAL_FILE_MB = 32;
/** mongod allocates the file in use and two spare ones at its first start. */
const JOURNAL_FILES = 3;
/** For everything else. */
const ROOM_MIB = 300;

/** The room on the disk of a data folder. */
export interface DiskSpace {
  freeMib: number;
  /** Says that this is too little for a start, if it is. */
  shortage?: string;
}

/** Measures the disk of a data folder, or of the nearest folder above it that exists. */
export async function measureDisk(dataDir: string): Promise<DiskSpace> {
  let folder = dataDir;
  while (!existsSync(folder)) folder = path.dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const freeMib = Math.floor((bavail * bsize) / 2 ** 20);
  const neededMib = ROOM_MIB + missingJournals(dataDir) * JOURNAL_FILES * JOURNAL_FILE_MB;
  if (freeMib >= neededMib) return { freeMib };
  return {
    freeMib,
    shortage: `Only ${freeMib} MiB are free for ${dataDir}, and the shop needs ${neededMib} MiB`,
  };
}

const missingJournals = (dataDir: string): number =>
  SERVICES.filter(({ name }) => !existsSync(path.join(dataDir, 'mongo', name, 'journal'))).length;
