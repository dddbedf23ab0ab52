import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ObservationOf } from '@ecommerce/audit/observations';
import { readStack } from '@ecommerce/e2e/stack';
import type { Stack } from '@ecommerce/events/stack';
import { startShop } from '@ecommerce/e2e/start-shop';
import { ChaosFolder } from './chaos-folder';
import { Links } from './links';
import type { SeededRandom } from '@ecommerce/e2e/seeded-random';

const PRELOAD = path.resolve(__dirname, '../build/preload/index.js');
const GONE_WITHIN_MS = 30_000;

/** What one experiment's shop has that others have not. */
export interface ShopKind {
  /** More environment for `npm start`. */
  env?: NodeJS.ProcessEnv;
  /** Called before the shop starts; may add environment, and something to do once it has stopped. */
  prepare?: (dataDir: string, chaos: ChaosFolder) => { env?: NodeJS.ProcessEnv; release?: () => void };
}

/** A real shop of its own (`npm start`), its services loaded with the preload and its links through proxies. */
export class ShopUnderTest {
  /** What experiments put on the bus that has to end as dead letters. */
  readonly poison: ObservationOf<'poison'>[] = [];
  /** Is aborted when this shop is to stop: nobody needs to shop there any more. */
  readonly closing = new AbortController();
  /** Whether an experiment has made the broker forget everything. */
  hasLostBrokerData = false;

  private constructor(
    private readonly supervisor: ChildProcess,
    readonly dataDir: string,
    readonly chaos: ChaosFolder,
    readonly links: Links,
    private readonly logFolder: string,
    private readonly cleanUp: () => void,
  ) {}

  /**
   * Starts one, empty, on free ports, and makes it the one that `readStack` reads.
   * @param logFolder where its logs go when it has stopped
   * @throws Error with what the start printed, when it fails or takes longer than 5 minutes
   */
  static async start(kind: ShopKind, random: SeededRandom, logFolder: string): Promise<ShopUnderTest> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'shop-faults-'));
    const dataDir = path.join(folder, 'data');
    const chaosDir = path.join(folder, 'chaos');
    for (const each of [dataDir, chaosDir]) mkdirSync(each, { mode: 0o700 });
    const chaos = new ChaosFolder(chaosDir);
    const links = new Links(chaos, random);
    await links.open();
    let prepared: ReturnType<NonNullable<ShopKind['prepare']>> = {};
    const cleanUp = (): void => {
      prepared.release?.();
      // A process killed with the supervisor may still be writing.
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
    };
    try {
      prepared = kind.prepare?.(dataDir, chaos) ?? {};
    } catch (error) {
      await links.close();
      cleanUp();
      throw error;
    }
    const started = startShop(dataDir, {
      NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}`,
      CHAOS_DIR: chaosDir,
      ...kind.env,
      ...prepared.env,
    });
    const shop = new ShopUnderTest(started.process, dataDir, chaos, links, logFolder, cleanUp);
    try {
      await started.ready();
    } catch (error) {
      await shop.stop();
      throw error;
    }
    return shop;
  }

  get stackFile(): string {
    return path.join(this.dataDir, 'stack.json');
  }

  get stack(): Stack {
    return readStack(this.stackFile);
  }

  /** Stops it as Ctrl-C would, keeps its logs, and forgets its data. */
  async stop(): Promise<void> {
    this.closing.abort();
    if (this.supervisor.exitCode === null && this.supervisor.signalCode === null) {
      const gone = once(this.supervisor, 'exit');
      this.supervisor.kill('SIGTERM');
      if (!(await Promise.race([gone, sleep(GONE_WITHIN_MS, undefined, { ref: false })]))) {
        this.supervisor.kill('SIGKILL');
        await gone;
      }
    }
    await this.links.close();
    const logs = path.join(this.dataDir, 'logs');
    if (existsSync(logs)) cpSync(logs, this.logFolder, { recursive: true });
    this.cleanUp();
  }
}
