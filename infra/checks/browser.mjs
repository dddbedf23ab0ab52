/** Finds a Chromium for the browser tests. */
import { execFileSync, spawnSync } from 'node:child_process';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * @returns the path of a Chromium: CHROMIUM_PATH, else one on PATH, else Debian's package, installed now when we may
 * @throws Error with one line that says what to do
 */
export function ensureBrowser() {
  const found = process.env.CHROMIUM_PATH || onPath();
  if (found) return found;
  if (process.getuid?.() === 0 && which('apt-get')) {
    console.log('Installing Chromium for the browser tests (apt-get install chromium)…');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  const installed = onPath();
  if (!installed)
    throw new Error('The browser tests need Chromium: install it, or set CHROMIUM_PATH to its program.');
  return installed;
}

function onPath() {
  return NAMES.map(which).find(Boolean);
}

function which(name) {
  try {
    return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
