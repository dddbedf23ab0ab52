import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../..');
/** Packages of these scopes are workspaces. */
const SCOPES = ['@datnxecommerce', '@ecommerce'];

/** The version whose documents and events every later version has to understand. */
export const OLD_COMMIT = 'ebbd552';

/**
 * Puts the files of an earlier commit into a new folder and compiles some of its services, against the packages that
 * are installed here.
 * @throws Error with one line when the history does not reach back to the commit
 */
export function buildServices(commit: string, folder: string, services: readonly string[]): void {
  extract(commit, folder);
  linkPackages(folder, ['common', ...services]);
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '-b', ...services], { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    throw new Error(`${commit} cannot be compiled: ${String((error as { stdout?: Buffer }).stdout)}`, {
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

/** Links to installed packages, those of single workspaces included; the workspaces are those of the commit. */
function linkPackages(folder: string, workspaces: readonly string[]): void {
  for (const workspace of ['.', ...workspaces]) {
    const installed = path.join(ROOT, workspace, 'node_modules');
    if (!existsSync(installed)) continue;
    const modules = path.join(folder, workspace, 'node_modules');
    mkdirSync(modules);
    for (const name of readdirSync(installed))
      if (!SCOPES.includes(name)) symlinkSync(path.join(installed, name), path.join(modules, name));
  }
  const scope = path.join(folder, 'node_modules/@datnxecommerce');
  mkdirSync(scope);
  symlinkSync(path.join(folder, 'common'), path.join(scope, 'common'));
}
