import { dashboardPages } from './dashboard/dashboard-pages';
import { Explorer } from './explorer/explorer';
import { explorerPages } from './explorer/explorer-pages';
import { operatorPages } from './explorer/operator-pages';
import { faultsFileOf } from './faults/drop-plan';
import { FaultSwitches } from './faults/fault-switches';
import { LogRuns } from './logs/log-runs';
import { SandboxServer } from './pages/sandbox-server';
import { LOOPBACK_NAMES } from './gateway/request-rules';
import type { Stack } from '@ecommerce/events/stack';
import type { Supervisor } from './supervisor/supervisor';

/** So much later at most, what was logged is in the index of events, and a large log is halved. */
const UPDATE_EVERY_MS = 1_000;

/** What the pages for developers show and control. */
export interface SandboxOptions {
  dataDir: string;
  /** The names of the shop beside those of this machine. */
  hosts: readonly string[];
  /** The shop as it is now; undefined until it is ready. */
  stack: () => Stack | undefined;
  supervisor: () => Pick<Supervisor, 'describe' | 'crash'> | undefined;
  say: (line: string) => void;
}

/** The pages for developers of the local stack: what is behind `/sandbox/` and not in the cluster. */
export class Sandbox {
  readonly #explorer: Explorer;
  readonly #faults: FaultSwitches;
  readonly #server: SandboxServer;
  #timer?: NodeJS.Timeout;

  constructor({ dataDir, hosts, stack, supervisor, say }: SandboxOptions) {
    const runs = new LogRuns(dataDir);
    this.#explorer = new Explorer(runs, stack);
    this.#faults = new FaultSwitches({
      file: faultsFileOf(dataDir),
      stack,
      crash: (name) => supervisor()?.crash(name) ?? false,
      say,
    });
    const describe = () => supervisor()?.describe() ?? Promise.resolve([]);
    this.#server = new SandboxServer(
      [...LOOPBACK_NAMES, ...hosts],
      [
        explorerPages(this.#explorer),
        operatorPages(stack),
        dashboardPages({ runs, stack, describe, faults: this.#faults }),
      ],
    );
  }

  /** @returns the base URL of the pages */
  async open(): Promise<string> {
    const update = () => this.#explorer.update().catch(() => undefined);
    this.#timer = setInterval(() => void update(), UPDATE_EVERY_MS);
    return this.#server.open();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#faults.close();
    await this.#server.close();
    await this.#explorer.close();
  }
}
