import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root, trackedFiles } from './repository';

const WORKSPACE_SCOPES = ['@datnxecommerce', '@ecommerce'];

/**
 * Copies the tracked files and what is compiled of them to a folder. Packages are links to those that are installed,
 * the workspaces to those of the copy.
 */
export function copyCheckout(folder: string): void {
  const sources = trackedFiles().filter((file) => existsSync(path.join(root, file)));
  // With their times: the compiler then finds its output up to date.
  for (const file of sources)
    cpSync(path.join(root, file), path.join(folder, file), { preserveTimestamps: true });
  const packages = sources
    .filter((file) => path.basename(file) === 'tsconfig.json')
    .map((file) => path.dirname(file));
  for (const name of packages) {
    const build = path.join(root, name, 'build');
    if (existsSync(build))
      cpSync(build, path.join(folder, name, 'build'), { recursive: true, preserveTimestamps: true });
    const own = path.join(name, 'node_modules');
    if (name !== '.' && existsSync(path.join(root, own)))
      symlinkSync(path.join(root, own), path.join(folder, own));
  }
  linkPackages(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
}

function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from).filter((each) => each !== '.cache')) {
    // Links of npm to the workspaces are relative.
    if (WORKSPACE_SCOPES.includes(name))
      cpSync(path.join(from, name), path.join(to, name), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(path.join(from, name), path.join(to, name));
  }
}

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a program of Node in a copy; a failure is an exit code, not an exception. */
export async function runNode(copy: string, ...args: string[]): Promise<Ended> {
  return promisify(execFile)(process.execPath, args, { cwd: copy, maxBuffer: 1e8 }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      out: stdout,
      err: stderr,
    }),
  );
}

/** `npm run new:service` in a copy. */
export const runNewService = (copy: string, ...args: string[]): Promise<Ended> =>
  runNode(copy, 'infra/checks/build/new-service/index.js', ...args);
