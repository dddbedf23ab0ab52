import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { writeAtomically } from '../data/files';
import { type ProcessIdentity, identify } from './process-identity';
import { REPOSITORY } from '../settings';
import { tolerantWriter } from './tolerant-writer';

const SCRIPT = path.join(REPOSITORY, 'infra/local/build/supervisor/watchdog.js');
const RESPAWN_PAUSE_MS = 500;

/**
 * The supervisor's end of the watchdog: a small process that is sent the names of running processes, and ends them when
 * the supervisor is gone without a word (killed, crashed). The same list is kept in a file for the next start,
 * should both be killed.
 */
export class Watchdog {
  readonly #guarded = new Map<string, ProcessIdentity>();
  #process?: ChildProcess;
  #respawn?: NodeJS.Timeout;
  #isClosing = false;
  readonly #tolerate: (write: () => void) => void;

  /**
   * @param listFile where the list is kept; removed with `leftFiles` when there is nothing left to guard
   * @param say gets a line when the list cannot be written
   */
  constructor(
    private readonly listFile: string,
    private readonly leftFiles: string[],
    say: (line: string) => void,
  ) {
    this.#tolerate = tolerantWriter(say);
    this.#spawn();
  }

  /** From now on this process ends with the supervisor. */
  guard(name: string, pid: number): void {
    const identity = identify(pid);
    if (identity === undefined) return;
    this.#guarded.set(name, identity);
    this.#sendState();
  }

  /** This process is gone already. */
  release(name: string): void {
    if (this.#guarded.delete(name)) this.#sendState();
  }

  /** Lets the watchdog go once everything has been stopped. */
  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#respawn);
    const watchdog = this.#process;
    if (watchdog === undefined || watchdog.exitCode !== null || watchdog.signalCode !== null) return;
    const gone = new Promise((resolve) => watchdog.once('exit', resolve));
    watchdog.stdin?.end();
    await gone;
  }

  #spawn(): void {
    const watchdog = spawn(process.execPath, [SCRIPT, this.listFile, ...this.leftFiles], {
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    });
    // Its pipe breaks when it is killed; a new one takes over.
    watchdog.stdin.on('error', () => {});
    watchdog.once('exit', () => {
      if (!this.#isClosing) this.#respawn = setTimeout(() => this.#spawn(), RESPAWN_PAUSE_MS);
    });
    this.#process = watchdog;
    this.#sendState();
  }

  /** The file names the watchdog too: the next start has to wait until it has finished as well. */
  #sendState(): void {
    const guarded = [...this.#guarded.values()];
    const watchdog = identify(this.#process?.pid ?? 0);
    const list = JSON.stringify(watchdog ? [...guarded, watchdog] : guarded);
    this.#tolerate(() => writeAtomically(this.listFile, list));
    this.#process?.stdin?.write(`${JSON.stringify(guarded)}\n`);
  }
}
