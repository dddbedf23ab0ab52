import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../..');
/** The version whose documents and events every later version has to understand. */
export const OLD_COMMIT = 'ebbd552';

/**
 * Puts the files of an earlier commit into a new folder, installs the packages of that commit, and compiles some of its
 * services. Needs the network, or npm's cache.
 * @throws Error with one line when the history does not reach back to the commit
 */
export function buildServices(commit: string, folder: string, services: readonly string[]): void {
  extract(commit, folder);
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], folder);
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', ...services], folder);
}

function run(program: string, args: string[], cwd: string): void {
  try {
    // Not the mode of the tests: npm would leave out what compiles.
    execFileSync(program, args, { cwd, stdio: 'pipe', env: { ...process.env, NODE_ENV: 'development' } });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    throw new Error(`${args.join(' ')} failed in ${cwd}: ${String(stdout)}${String(stderr)}`, {
      cause: error,
    });
  }
}

function extract(commit: string, folder: string): void {
  const git = (...args: string[]): Buffer =>
    execFileSync('git', ['-C', ROOT, ...args], { maxBuffer: 2 ** 28, stdio: 'pipe' });
  let files: Buffer;
  try {
    files = git('archive', commit);
  } catch (error) {
    const advice = 'clone the repository with its history ("git fetch --unshallow"), or run others (--only)';
    throw new Error(`this needs commit ${commit}, which ${ROOT} does not have: ${advice}`, {
      cause: error,
    });
  }
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-x', '-C', folder], { input: files });
}
