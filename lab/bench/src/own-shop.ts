import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startShop } from '@ecommerce/e2e/start-shop';

/** A shop that only one measurement uses. */
export interface OwnShop {
  dataDir: string;
  /** Stops it as Ctrl-C would. */
  stop: () => Promise<void>;
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;

/**
 * Starts a shop on free ports with empty data, and stops it after the measurement or at a signal.
 * @throws Error with what the start printed, when it fails
 */
export async function withOwnShop<T>(measure: (shop: OwnShop) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const { process: shop, ready } = startShop(dataDir);
  const ended = once(shop, 'exit');
  const stop = async (): Promise<void> => {
    shop.kill('SIGTERM');
    await ended;
  };
  const end = async (): Promise<void> => {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const interrupt = (): void => void end().finally(() => process.exit(INTERRUPTED));
  for (const signal of STOP_SIGNALS) process.once(signal, interrupt);
  // `… | head` ends this process at once when it has enough. The data then stays.
  const endShop = (): void => void shop.kill('SIGTERM');
  process.once('exit', endShop);
  try {
    await ready();
    return await measure({ dataDir, stop });
  } finally {
    await end();
    // The handlers of this shop would end the process before the next shop has stopped.
    for (const signal of STOP_SIGNALS) process.off(signal, interrupt);
    process.off('exit', endShop);
  }
}
