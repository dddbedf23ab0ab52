import { appendFileSync, closeSync, openSync, readSync, rmSync, statfsSync, statSync } from 'node:fs';

/** What a broker says whose disk is or was full, or whose files are damaged. */
const UNTRUSTED = /no space left on device|corrupted data|unable to verify file version/i;

/**
 * Repairs the files of a broker that cannot use them, by what it logged since its last start.
 * - Killed in the middle of a write, it leaves half a record at a file's end and refuses to start on it. What is half
 *   written was never acknowledged, so its publisher sends it again: dropping it loses nothing.
 * - With its disk full it goes on behind half a record, acknowledges what it later reads as something else, and leaves
 *   files without a word in them. None of it is to be trusted: it starts with an empty store, and the services
 *   republish all that it should have (docs/decisions/0020).
 * @returns to be called before each start: more arguments for it
 */
export function repairBeforeStart(store: string, logFile: string): () => string[] {
  const readOn = reader(logFile);
  return () => {
    const sinceLastStart = readOn();
    if (UNTRUSTED.test(sinceLastStart)) {
      rmSync(store, { recursive: true, force: true });
      appendFileSync(logFile, 'Its disk was full or its files are damaged: it starts with an empty store\n');
      return [];
    }
    return /unexpected EOF/i.test(sinceLastStart) ? ['--file_truncate_bad_eof=true'] : [];
  };
}

/** Less than this may not be room for what a broker wants to write. */
const ROOM_BYTES = 2 ** 20;

/**
 * Knows a broker whose disk was full and has room again: what it could not write once it never writes again until it
 * is started anew (each of its files has a buffer that keeps its first error, or was never begun), and lives on
 * without subscriptions.
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
    const complains = UNTRUSTED.test(readOn());
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
  const stateNow = (): { ino: number; size: number } =>
    statSync(file, { throwIfNoEntry: false }) ?? { ino: 0, size: 0 };
  let seen = stateNow();
  return () => {
    const { ino, size } = stateNow();
    const from = ino === seen.ino && seen.size <= size ? seen.size : 0;
    seen = { ino, size };
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
