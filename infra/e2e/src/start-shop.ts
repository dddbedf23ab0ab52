import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = path.resolve(__dirname, '../../..');
const READY_WITHIN_MS = 5 * 60_000;
/** Of what the start prints, for the error when it fails. */
const KEPT_CHARACTERS = 10_000;

/** A shop that was started; it stops as at Ctrl-C when its process gets SIGTERM. */
export interface StartedShop {
  process: ChildProcess;
  /**
   * Resolves when its stack.json is there.
   * @throws Error with what the start printed, when it fails or takes longer than 5 minutes
   */
  ready: () => Promise<void>;
}

/**
 * Starts a real shop (`npm start`) on free ports with empty data, and makes it the one that `readStack` reads.
 * @param dataDir its data folder, which exists
 * @param env more environment for it
 * @param root the repository to start it from; this one by default
 * @param flags more of the command line
 */
export function startShop(
  dataDir: string,
  env: NodeJS.ProcessEnv = {},
  root = ROOT,
  flags: readonly string[] = [],
): StartedShop {
  const stackFile = path.join(dataDir, 'stack.json');
  process.env.SHOP_STACK_FILE = stackFile;
  const shop = spawn(process.execPath, ['infra/local/start.mjs', '--empty', ...flags], {
    cwd: root,
    env: { ...process.env, SHOP_DATA_DIR: dataDir, SHOP_HTTP_PORT: '0', SHOP_HTTPS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [shop.stdout, shop.stderr])
    stream.on('data', (piece: Buffer) => (output = (output + piece.toString()).slice(-KEPT_CHARACTERS)));
  const ready = async (): Promise<void> => {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!existsSync(stackFile)) {
      if (shop.exitCode !== null || performance.now() > deadline) {
        shop.kill('SIGTERM');
        throw new Error(`the shop did not start:\n${output}`);
      }
      await sleep(50);
    }
  };
  return { process: shop, ready };
}
