import { rm } from 'node:fs/promises';
import path from 'node:path';
import { listBackups } from './archive';

/**
 * Deletes the oldest backups of a database beyond the `keep` newest.
 * @returns the names of those deleted
 */
export async function pruneBackups(backupDir: string, database: string, keep: number): Promise<string[]> {
  const old = (await listBackups(backupDir, database)).slice(0, -keep);
  for (const name of old) await rm(path.join(backupDir, name), { recursive: true });
  return old;
}
