import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Writes a file whole or not at all, readable by this user only. */
export function writeAtomically(file: string, content: string): void {
  const scratch = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(scratch, content, { mode: 0o600 });
    renameSync(scratch, file);
  } finally {
    rmSync(scratch, { force: true });
  }
}

/** The file's text, or nothing when there is no such file. */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
