import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '@ecommerce/events/user-error';
import { type ProcessIdentity, identify, isAlive } from './process-identity';

/**
 * Makes this process the only one that runs the shop on a data folder, until the returned function is called.
 * A lock whose owner died is taken over.
 * @throws UserError when another start is running
 */
export function acquireLock(dataDir: string): () => void {
  const file = path.join(dataDir, 'lock');
  const own = identify(process.pid);
  const scratch = `${file}.${process.pid}`;
  writeFileSync(scratch, JSON.stringify(own));
  try {
    while (!tryLink(scratch, file)) {
      refuseSecondStart(dataDir);
      removeStale(file);
    }
  } finally {
    rmSync(scratch, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** @throws UserError when a start is running on this data folder */
export function refuseSecondStart(dataDir: string): void {
  const owner = readOwner(path.join(dataDir, 'lock'));
  if (owner !== undefined && isAlive(owner)) {
    throw new UserError(
      `The shop is running already on ${dataDir} (process ${owner.pid}): stop it first, or set SHOP_DATA_DIR, SHOP_HTTP_PORT and SHOP_HTTPS_PORT for a second one.`,
      1,
    );
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Of several starts at once only one can move the stale lock away; the others see the winner's new one. */
function removeStale(file: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return;
  }
  const moved = readOwner(aside);
  // Between the look and the move another start may have put its live lock there: give it back.
  if (moved !== undefined && isAlive(moved)) tryLink(aside, file);
  rmSync(aside, { force: true });
}

/** Who holds or held this lock. */
export function readOwner(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
