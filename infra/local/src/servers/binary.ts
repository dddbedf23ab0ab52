import { execFile } from 'node:child_process';
import { access, chmod, constants, mkdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserError, messageOf } from '../errors';

const run = promisify(execFile);

/** One way of coming by a binary: the path of a candidate, nothing when this way does not apply, or an error. */
export interface Way {
  /** How it reads in "mongod 6.0.5 from <name>". */
  name: string;
  find(signal: AbortSignal): Promise<string | undefined>;
}

/** What is wanted: which program, how old it may be, the ways of getting it in their order, and the last advice. */
export interface Wanted {
  program: string;
  /** Finds the version in what `<program> --version` prints. */
  versionPattern: RegExp;
  oldest: string;
  ways: Way[];
  /** What a user can do when no way works. */
  advice: string;
}

/** A program that starts on this machine. */
export interface Binary {
  path: string;
  version: string;
  origin: string;
}

/**
 * Walks the ways in their order and takes the first program that really starts here and is new enough.
 * @param say gets the one line that tells which way was taken
 * @param signal ends a download or build that is under way
 * @throws UserError whose message has one line per way that was tried, and what to do.
 */
export async function resolveBinary(
  wanted: Wanted,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Binary> {
  const tried: string[] = [];
  for (const way of wanted.ways) {
    try {
      const candidate = await way.find(signal);
      if (candidate === undefined) continue;
      const version = await versionOf(wanted, candidate);
      say(`${wanted.program} ${version} from ${way.name} (${candidate})`);
      return { path: candidate, version, origin: way.name };
    } catch (error) {
      signal.throwIfAborted();
      tried.push(`  tried ${way.name}: ${messageOf(error).trim().split('\n').at(-1)}`);
    }
  }
  throw new UserError([`No ${wanted.program} could be had.`, ...tried, `  ${wanted.advice}`].join('\n'));
}

/** Asks a program for its version. A program that does not start here (other libc, other processor) throws. */
async function versionOf(wanted: Wanted, candidate: string): Promise<string> {
  const { stdout, stderr } = await run(candidate, ['--version'], { timeout: 20_000 });
  const version = wanted.versionPattern.exec(stdout + stderr)?.[1];
  if (version === undefined) throw new Error(`${candidate} --version does not look like ${wanted.program}`);
  if (version.localeCompare(wanted.oldest, 'en', { numeric: true }) < 0) {
    throw new Error(`${candidate} is ${version}, and ${wanted.oldest} or newer is needed`);
  }
  return version;
}

/** The way "it is on PATH". */
export function onPath(program: string, searchPath = process.env.PATH ?? ''): Way {
  return {
    name: 'PATH',
    async find() {
      for (const folder of searchPath.split(path.delimiter).filter((entry) => entry !== '')) {
        const candidate = path.join(folder, program);
        if (await isExecutable(candidate)) return candidate;
      }
      return undefined;
    },
  };
}

/** The way "an earlier run fetched it", for any of these cache keys. */
export function inCache(program: string, keys: string[]): Way {
  return {
    name: 'the cache',
    async find() {
      for (const key of keys) {
        const candidate = path.join(cacheFolder(), key, program);
        if (await isExecutable(candidate)) return candidate;
      }
      return undefined;
    },
  };
}

/**
 * Makes a cache entry: `fill` puts the program into a folder of its own and answers its path there.
 * The entry appears whole or not at all, so a start killed in the middle leaves no half a program behind.
 */
export async function cached(
  program: string,
  key: string,
  fill: (folder: string) => Promise<string>,
): Promise<string> {
  const entry = path.join(cacheFolder(), key);
  const scratch = `${entry}.${process.pid}.partial`;
  await rm(scratch, { recursive: true, force: true });
  await mkdir(path.join(scratch, 'work'), { recursive: true });
  try {
    await rename(await fill(path.join(scratch, 'work')), path.join(scratch, program));
    await chmod(path.join(scratch, program), 0o755);
    await rm(path.join(scratch, 'work'), { recursive: true, force: true });
    await rm(entry, { recursive: true, force: true });
    await rename(scratch, entry);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return path.join(entry, program);
}

/** The folder of this user for things that can be fetched again. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const home = os.homedir();
  const base =
    env.XDG_CACHE_HOME ||
    (process.platform === 'darwin' ? path.join(home, 'Library', 'Caches') : path.join(home, '.cache'));
  return path.join(base, 'ecommerce-local');
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
