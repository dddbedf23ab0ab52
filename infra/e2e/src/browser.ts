import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { readStack } from './stack';

const SCREENSHOTS = path.resolve(__dirname, '../../../artifacts/screenshots');

/** A real Chromium that finds ecommerce.local at the shop's https address. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH;
  if (!executablePath) throw new Error('CHROMIUM_PATH must name a Chromium');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP ecommerce.local 127.0.0.1',
    ],
  });
}

/** Where shoppers go. */
export function shopUrl(): string {
  return `https://ecommerce.local:${new URL(readStack().gateway.https).port}`;
}

/** Keeps a picture of the page in artifacts/screenshots, for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
