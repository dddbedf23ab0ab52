import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, UserError } from '@ecommerce/events/user-error';
import { measureDisk } from './disk-space';
import { makeFolder, readIfThere, readObjectIfThere, writeAtomically } from './files';

/** Rises when the layout of the folder changes in a way that an older or newer start cannot read. */
const FORMAT = '1';

/** What `--fresh` forgets. Certificates stay: a browser may trust them. */
const FORGOTTEN = [
  ...['mongo', 'nats', 'stripe', 'prometheus', 'logs'],
  ...['state.json', 'secrets.json', 'stack.json', 'faults.json'],
];

/** What the data folder records besides its format. */
export interface DataState {
  /** Series of the mongod that wrote the data ("6.0"). */
  mongod?: string;
  /** Whether the demo catalogue is in, was not wanted, or (absent) is still to come. */
  demo?: 'filled' | 'unwanted';
}

/**
 * Makes a folder ready to hold the shop's data.
 * @throws UserError when it is another program's folder, another version's, cannot be written, or its disk is full
 */
export async function openDataFolder(dataDir: string): Promise<void> {
  try {
    makeFolder(dataDir);
    if (!(await hasReadableData(dataDir))) await markAsOwn(dataDir);
    await Promise.all(
      ['mongo', 'nats', 'stripe', 'logs', 'tls'].map((name) =>
        mkdir(path.join(dataDir, name), { recursive: true, mode: 0o700 }),
      ),
    );
    await demandSpace(dataDir);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${dataDir} cannot be used as data folder: ${messageOf(error)}`, 1);
  }
}

/**
 * Whether a folder holds data of the shop; changes nothing. A folder without the shop's mark may only be missing or
 * empty, or hold the lock and the files of a start.
 * @throws UserError when it is another program's folder, or another version's
 */
export async function hasReadableData(dataDir: string): Promise<boolean> {
  const version = (await readIfThere(path.join(dataDir, 'VERSION')))?.trim();
  if (version === FORMAT) return true;
  if (version !== undefined) {
    throw new UserError(
      `${dataDir} holds data of version ${version.slice(0, 20)} and this shop reads version ${FORMAT}: set SHOP_DATA_DIR to another folder, or forget the data with: npm start -- --fresh`,
      1,
    );
  }
  const files = existsSync(dataDir) ? await readdir(dataDir) : [];
  const foreign = files.find((name) => !/^(lock|processes\.json|tls$)/.test(name));
  if (foreign === undefined) return false;
  throw new UserError(
    `${dataDir} holds other files (${foreign}): set SHOP_DATA_DIR to a folder of its own`,
    1,
  );
}

/** Forgets everything in a data folder of the shop (of whatever version); touches nothing in any other folder. */
export async function forgetData(dataDir: string): Promise<void> {
  const version = await readIfThere(path.join(dataDir, 'VERSION'));
  if (version === undefined) return;
  await Promise.all(
    FORGOTTEN.map((name) => rm(path.join(dataDir, name), { recursive: true, force: true, maxRetries: 3 })),
  );
  // Without its mark, the folder would be taken for another program's as soon as it holds anything else.
  await markAsOwn(dataDir);
}

function markAsOwn(dataDir: string): Promise<void> {
  return writeFile(path.join(dataDir, 'VERSION'), `${FORMAT}\n`);
}

/** Removes the `stack.json` of a shop that was killed with its watchdog: tools would take the next start for ready. */
export async function removeStaleStack(dataDir: string): Promise<void> {
  if (existsSync(path.join(dataDir, 'VERSION'))) await rm(path.join(dataDir, 'stack.json'), { force: true });
}

/** Reads what the folder records. */
export async function readState(dataDir: string): Promise<DataState> {
  return (await readObjectIfThere(path.join(dataDir, 'state.json'))) ?? {};
}

/** Remembers something more about the folder. */
export async function updateState(dataDir: string, change: DataState): Promise<void> {
  const state = { ...(await readState(dataDir)), ...change };
  writeAtomically(path.join(dataDir, 'state.json'), `${JSON.stringify(state)}\n`);
}

/**
 * A mongod opens the data of its own series and of the one before. Data of 6.0 keeps its format under 7.0, so that
 * both open it from then on.
 * @throws UserError when a newer series wrote the data, or one that this mongod cannot open
 */
export async function demandFittingMongod(dataDir: string, version: string): Promise<void> {
  const series = version.split('.').slice(0, 2).join('.');
  const { mongod: known = series } = await readState(dataDir);
  if (known !== series && !(known === '6.0' && series === '7.0')) {
    throw new UserError(
      `The data in ${dataDir} was written by mongod ${known} and this machine's is ${version}: give SHOP_MONGOD=/path/to/mongod of that series, or forget the data with: npm start -- --fresh`,
      1,
    );
  }
  await updateState(dataDir, { mongod: known });
}

async function demandSpace(dataDir: string): Promise<void> {
  const { shortage } = await measureDisk(dataDir);
  if (shortage !== undefined) throw new UserError(shortage, 1);
}
