import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import path from 'node:path';

/**
 * Sees to what a broker refuses to start on, by what it said at its last start. What is half written was never
 * acknowledged, so its publisher sends it again: dropping it loses nothing.
 * - Killed in the middle of a write, it leaves half a record at a file's end.
 * - With its disk full, it leaves files that nothing was ever written to, not even what version they are of.
 * - With its disk full and then not, it goes on behind half a record. What lies behind is unreadable: the whole store is
 *   put aside, and the services tell the empty one all that it should know.
 * @returns to be called before each start: more arguments for it
 */
export function repairBeforeStart(store: string, logFile: string): () => string[] {
  const readOn = reader(logFile);
  return () => {
    const sinceLastStart = readOn();
    if (/corrupted data/i.test(sinceLastStart)) putAside(store, logFile);
    if (/unable to verify file version: EOF/.test(sinceLastStart)) removeEmptyFiles(store);
    return /unexpected EOF/i.test(sinceLastStart) ? ['--file_truncate_bad_eof=true'] : [];
  };
}

function putAside(store: string, logFile: string): void {
  const aside = `${store}.damaged`;
  rmSync(aside, { recursive: true, force: true });
  renameSync(store, aside);
  appendFileSync(
    logFile,
    `The store was damaged and lies in ${aside} now; the broker starts with an empty one\n`,
  );
}

/** Less than this may not be room for what a broker wants to write. */
const ROOM_BYTES = 2 ** 20;

/**
 * Knows a broker whose disk was full and has room again: what it could not write once it never writes again until it
 * is started anew (each of its files has a buffer that keeps its first error), and lives on without subscriptions.
 * @param freeBytes how much room there is on the store's disk
 * @returns to be called every few seconds: why the broker has to be started anew, if it has to
 */
export function lookForFullDisk(
  store: string,
  logFile: string,
  freeBytes: () => number = () => roomAt(store),
): () => string | undefined {
  const readOn = reader(logFile);
  let hadRoom = false;
  return () => {
    const complains = /no space left on device/i.test(readOn());
    const hasRoom = freeBytes() >= ROOM_BYTES;
    // Complaints since the last look, at which there was room already, are not about the disk as it is.
    const isStuck = complains && hasRoom && hadRoom;
    hadRoom = hasRoom;
    return isStuck ? 'its disk was full, and it does not notice that there is room again' : undefined;
  };
}

/** None where there is no folder, as before the first start. */
function roomAt(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

/** @returns gives what was added to a file since it was last called, or made; from its start when it is another one */
function reader(file: string): () => string {
  const sizeNow = (): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let seen = sizeNow();
  return () => {
    const size = sizeNow();
    const from = seen <= size ? seen : 0;
    seen = size;
    if (size === from) return '';
    const added = Buffer.alloc(size - from);
    const open = openSync(file, 'r');
    try {
      return added.subarray(0, readSync(open, added, 0, added.length, from)).toString();
    } finally {
      closeSync(open);
    }
  };
}

function removeEmptyFiles(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && statSync(file).size === 0) rmSync(file);
  }
}
