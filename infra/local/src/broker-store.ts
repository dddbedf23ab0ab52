import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Sees to what a broker refuses to start on, by what it said at its last start. What is half written was never
 * acknowledged, so its publisher sends it again: dropping it loses nothing.
 * - Killed in the middle of a write, it leaves half a record at a file's end.
 * - With its disk full, it leaves files that nothing was ever written to, not even what version they are of.
 * @returns to be called before each start: more arguments for it
 */
export function repairBeforeStart(store: string, logFile: string): () => string[] {
  let seen = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  return () => {
    const log = existsSync(logFile) ? readFileSync(logFile) : Buffer.alloc(0);
    const sinceLastStart = log.subarray(Math.min(seen, log.length)).toString();
    seen = log.length;
    if (/unable to verify file version: EOF/.test(sinceLastStart)) removeEmptyFiles(store);
    return /unexpected EOF/i.test(sinceLastStart) ? ['--file_truncate_bad_eof=true'] : [];
  };
}

function removeEmptyFiles(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && statSync(file).size === 0) rmSync(file);
  }
}
