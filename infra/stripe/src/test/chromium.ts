import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @throws Error with one line that says what to do */
function findChromium({ CHROMIUM_PATH, PATH = '' }: NodeJS.ProcessEnv): string {
  const candidates = CHROMIUM_PATH
    ? [CHROMIUM_PATH]
    : PATH.split(path.delimiter).flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  const found = candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) {
    throw new Error('No Chromium found: install chromium or google-chrome, or set CHROMIUM_PATH to one.');
  }
  return found;
}

/** The browser of this machine, with nothing in it that calls home. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium(process.env),
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
