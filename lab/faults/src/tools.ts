import { spawnSync } from 'node:child_process';

/**
 * Makes sure of something that a package of Debian brings, and installs the package when we may.
 * @throws Error with one line that says what to install
 */
export function ensureInstalled(debianPackage: string, isThere: () => boolean): void {
  if (isThere()) return;
  if (isRoot()) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', debianPackage], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  if (!isThere())
    throw new Error(`this experiment needs ${debianPackage}: install it, or run others (--only)`);
}

/**
 * @param what what only root may do
 * @throws Error with one line that says so to anybody else
 */
export function requireRoot(what: string): void {
  if (!isRoot()) throw new Error(`only root can ${what}: run this experiment as root, or others (--only)`);
}

const isRoot = (): boolean => process.getuid?.() === 0;
