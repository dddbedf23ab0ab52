import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startShop, type StartedShop } from './start-shop';

const LOGS = path.resolve(__dirname, '../../../artifacts/logs');

/** A shop with its own data folder, isolated from all others. */
export class OwnShop {
  private constructor(
    private readonly shop: StartedShop,
    private readonly dataDir: string,
  ) {}

  /**
   * Starts one on free ports, and makes it the one that `readStack` reads.
   * @param prepare fills the data folder, which is empty otherwise
   * @param env more environment for it
   * @param flags more of the command line
   * @throws Error with what the start printed, when it fails or takes longer than 5 minutes
   */
  static async start(
    prepare?: (dataDir: string) => Promise<void>,
    env: NodeJS.ProcessEnv = {},
    flags: readonly string[] = [],
  ): Promise<OwnShop> {
    const dataDir = mkdtempSync(path.join(os.tmpdir(), 'shop-'));
    await prepare?.(dataDir);
    const own = new OwnShop(startShop(dataDir, env, undefined, flags), dataDir);
    try {
      await own.shop.ready();
    } catch (error) {
      await own.stop();
      throw error;
    }
    return own;
  }

  /** Stops it as Ctrl-C would; its logs stay in a folder of artifacts/logs, its data is removed. */
  async stop(): Promise<void> {
    const { process: child } = this.shop;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    const logs = path.join(this.dataDir, 'logs');
    // A start that has failed may have none.
    if (existsSync(logs)) cpSync(logs, path.join(LOGS, path.basename(this.dataDir)), { recursive: true });
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
