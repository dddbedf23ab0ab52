import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '@ecommerce/events/user-error';

/**
 * Makes a folder for this user only, and those above it, unless it is there. Node's own `recursive` never returns where
 * a parent accepts no folder with ENOENT, as /proc does.
 */
export function makeFolder(folder: string): void {
  const parent = path.dirname(folder);
  if (!existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

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

/**
 * The object in a file of a data folder, or nothing when there is no such file.
 * @throws UserError when the file is damaged
 */
export async function readObjectIfThere(file: string): Promise<object | undefined> {
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // It is named below.
  }
  throw new UserError(`${file} is damaged: restore it, or forget all data with: npm start -- --fresh`, 1);
}
