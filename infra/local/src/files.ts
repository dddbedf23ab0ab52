import { readFile, rename, writeFile } from 'node:fs/promises';

/** Writes a file whole or not at all, readable by this user only. */
export async function writeAtomically(file: string, content: string): Promise<void> {
  const scratch = `${file}.${process.pid}.tmp`;
  await writeFile(scratch, content, { mode: 0o600 });
  await rename(scratch, file);
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
