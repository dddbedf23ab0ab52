import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { access, chmod, constants, mkdtemp, rename } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { messageOf, UserError } from '@ecommerce/events/user-error';
import { makeFolder } from '../data/files';

const run = promisify(execFile);

/** One source of a binary: answers a candidate's path, nothing when the source does not apply, or an error. */
export interface BinarySource {
  /** How it reads in "mongod 6.0.5 from <name>". */
  name: string;
  /** It downloads or builds the program. */
  isRemote?: boolean;
  find(signal: AbortSignal): Promise<string | undefined>;
}

/** A program that is needed, and its sources in their order. */
export interface Wanted {
  program: string;
  /** What makes the program print its version (`--version`). */
  versionArgs?: string[];
  /** Finds the version in what the program prints. */
  versionPattern: RegExp;
  /** Says why a version must not be used, if so. */
  refuse: (version: string) => string | undefined;
  /** Says what the user should know about a version that is used, if anything. */
  remark?: (version: string) => string | undefined;
  sources: BinarySource[];
  /** The variable that names the program (`SHOP_MONGOD`). */
  setting: string;
  /** What a user can do when no source works. */
  advice: string;
}

/** A program that starts on this machine. */
export interface Binary {
  path: string;
  version: string;
  origin: string;
  /** One line for each candidate or setting before it that cannot be used. */
  refused: string[];
}

/** A server on the network did not answer. */
export class NetworkError extends Error {}

/** No source has the program. The message is one line. */
export class MissingBinary extends UserError {
  constructor(
    readonly wanted: Pick<Wanted, 'program' | 'setting' | 'advice'>,
    /** One reason for each source that failed. */
    readonly reasons: string[],
    /** One line for each candidate or setting that cannot be used. */
    readonly refused: string[],
    /** A download failed because the network did. */
    readonly isOffline: boolean,
  ) {
    super(`No ${wanted.program}: ${reasons.join('; ') || 'it is not on this machine'}. ${wanted.advice}`);
  }
}

/** Explains in one line which programs are missing and what to do. */
export function explainMissing(missing: MissingBinary[]): string {
  if (!missing.every(({ isOffline }) => isOffline)) return missing.map(({ message }) => message).join(' ');
  const programs = missing.map(({ wanted }) => wanted.program).join(' and ');
  const settings = missing.map(({ wanted }) => wanted.setting).join(' and ');
  const reasons = missing.flatMap((each) => each.reasons).join('; ');
  return `No network to download ${programs} (${reasons}): connect, set HTTPS_PROXY when there is a proxy, or name the programs by ${settings}.`;
}

/**
 * Asks the sources in their order and takes the first program that starts here and is of a version that serves.
 * @param say gets a line for the program that is used, for each candidate or setting that cannot be used, and before
 *   a download or build
 * @param signal ends a download or build that is under way
 * @throws MissingBinary when no source has the program
 * @throws UserError when this processor cannot run the program
 */
export async function resolveBinary(
  wanted: Wanted,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Binary> {
  const reasons: string[] = [];
  const refused: string[] = [];
  let isOffline = false;
  for (const source of wanted.sources) {
    let candidate: string | undefined;
    try {
      if (source.isRemote) say(`Getting ${wanted.program} from ${source.name}…`);
      candidate = await source.find(signal);
      if (candidate === undefined) continue;
      const version = await versionOf(wanted, candidate);
      say(`${wanted.program} ${version} from ${source.name} (${candidate})`);
      const remark = wanted.remark?.(version);
      if (remark !== undefined) say(remark);
      return { path: candidate, version, origin: source.name, refused };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UserError) throw error;
      const reason = lastLine(messageOf(error));
      if (candidate !== undefined || source.name === wanted.setting) {
        const refusal = `${wanted.program} from ${source.name} is not used: ${reason}`;
        refused.push(refusal);
        say(refusal);
      }
      reasons.push(`${source.name}: ${reason}`);
      isOffline ||= error instanceof NetworkError;
    }
  }
  throw new MissingBinary(wanted, reasons, refused, isOffline);
}

/** Asks a program for its version. A program that does not start here (other libc, other processor) throws. */
async function versionOf(wanted: Wanted, candidate: string): Promise<string> {
  const args = wanted.versionArgs ?? ['--version'];
  const { stdout, stderr } = await run(candidate, args, { timeout: 20_000 }).catch((error: unknown) => {
    if ((error as { signal?: string }).signal === 'SIGILL')
      throw new UserError(illegalInstruction(candidate), 1);
    throw error;
  });
  const version = wanted.versionPattern.exec(stdout + stderr)?.[1];
  if (version === undefined)
    throw new Error(`${candidate} ${args.join(' ')} does not look like ${wanted.program}`);
  const refusal = wanted.refuse(version);
  if (refusal !== undefined) throw new Error(`${candidate} is ${version}: ${refusal}`);
  return version;
}

/** Refuses the versions before the oldest that serves. */
export const before = (oldest: string) => (version: string) =>
  version.localeCompare(oldest, 'en', { numeric: true }) < 0 ? `${oldest} or newer is needed` : undefined;

function illegalInstruction(candidate: string): string {
  const needed = process.arch === 'x64' ? 'AVX' : 'ARMv8.2-A';
  return `${candidate} needs a processor with ${needed}, and this one has none: use another machine, or pass the host's processor through to the virtual machine.`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** The source "PATH". */
export function onPath(program: string, searchPath = process.env.PATH ?? ''): BinarySource {
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

/** The source "our cache": an earlier run put the program there under one of these keys. */
export function inCache(program: string, keys: string[]): BinarySource {
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
 * The program appears whole or not at all, also when the start is killed meanwhile, and one that another start made
 * is never missing while this one replaces it.
 */
export async function cached(
  program: string,
  key: string,
  fill: (folder: string) => Promise<string>,
): Promise<string> {
  const entry = path.join(cacheFolder(), key);
  makeFolder(cacheFolder());
  const work = await mkdtemp(`${entry}.partial.`);
  const remove = () => rmSync(work, { recursive: true, force: true });
  process.once('exit', remove); // Ctrl-C ends the process before a download notices
  try {
    const filled = await fill(work);
    await chmod(filled, 0o755);
    makeFolder(entry);
    await rename(filled, path.join(entry, program));
  } finally {
    process.removeListener('exit', remove);
    remove();
  }
  return path.join(entry, program);
}

/** This user's cache folder. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const inHome = process.platform === 'darwin' ? 'Library/Caches' : '.cache';
  return path.join(env.XDG_CACHE_HOME || path.join(homeFolder(), inHome), 'ecommerce-local');
}

/** A container may run under a user number that no user has. */
function homeFolder(): string {
  try {
    return os.homedir();
  } catch {
    throw new Error('this user has no home folder: set XDG_CACHE_HOME to a folder for downloads');
  }
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
