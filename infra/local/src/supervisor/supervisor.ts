import { readFileSync } from 'node:fs';
import { UserError } from '@ecommerce/events/user-error';
import { ManagedProcess, type ProcessEvents, type ProcessSpec } from './managed-process';
import { untilReady } from './readiness';
import { tolerantWriter } from './tolerant-writer';
import type { Watchdog } from './watchdog-link';

/** So many deaths in a row before the first readiness mean that it will never come up. */
const HOPELESS_DEATHS = 4;
const READY_WITHIN_MS = 90_000;

/** The events of a supervisor. */
export interface SupervisorOptions {
  say: (line: string) => void;
  /** Called whenever a process was started: it has a new number, and is not ready yet. Its failure is said. */
  started: (name: string) => void;
  watchdog: Watchdog;
  /** How often a process is asked whether it is stuck, in ms. */
  lookEveryMs?: number;
}

/** A process as the supervisor knows it. */
export interface ProcessState {
  name: string;
  /** `down` between an end and the next start; `starting` until it can be used. */
  state: 'ready' | 'starting' | 'down';
  pid?: number;
  /** How often it was started again. */
  restarts: number;
  startedAt: string;
  /** How it ended last. */
  lastEnd?: string;
}

/** Keeps the processes of the shop running, and stops them in order. */
export class Supervisor {
  readonly #processes = new Map<string, ManagedProcess>();
  readonly #tolerate: (write: () => void) => void;
  #isStopping = false;

  constructor(private readonly options: SupervisorOptions) {
    this.#tolerate = tolerantWriter(options.say);
  }

  /** Starts a program and keeps it running. */
  start(spec: ProcessSpec): void {
    if (this.#isStopping) return;
    const { say, started, watchdog, lookEveryMs } = this.options;
    const events: ProcessEvents = {
      started: (name, pid) => {
        watchdog.guard(name, pid);
        this.#tolerate(() => started(name));
      },
      died: (name, how, pauseMs) => {
        say(`${name} died (${how}); starting it again in ${pauseMs / 1000} s, see ${spec.logFile}`);
        watchdog.release(name);
      },
    };
    const managed = new ManagedProcess(spec, events, lookEveryMs);
    this.#processes.set(spec.name, managed);
    managed.start();
  }

  /** The numbers of all running processes by name. */
  pids(): Record<string, number> {
    const running = [...this.#processes].flatMap(([name, { pid }]) =>
      pid === undefined ? [] : [[name, pid] as const],
    );
    return Object.fromEntries(running);
  }

  /** Every process and whether it can be used now. */
  describe(): Promise<ProcessState[]> {
    return Promise.all(
      [...this.#processes.values()].map(async ({ spec, pid, starts, startedAt, lastEnd }) => ({
        name: spec.name,
        state: pid === undefined ? 'down' : (await spec.ready()) ? 'ready' : 'starting',
        pid,
        restarts: starts - 1,
        startedAt: startedAt.toISOString(),
        lastEnd,
      })),
    );
  }

  /** Ends a process by signal 9, as a crash does. @returns false when none of this name runs */
  crash(name: string): boolean {
    const pid = this.#processes.get(name)?.pid;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    return pid !== undefined;
  }

  /**
   * Waits until a process is ready for use.
   * @throws UserError when it dies again and again, or is not ready in time
   */
  async ready(name: string): Promise<void> {
    const managed = this.#processes.get(name);
    if (managed === undefined) return;
    const { ready, logFile } = managed.spec;
    const deadline = performance.now() + READY_WITHIN_MS;
    await untilReady(ready, () => {
      if (this.#isStopping) throw new UserError('Stopped while starting', 1);
      if (managed.earlyDeaths >= HOPELESS_DEATHS) {
        throw new UserError(`${name} does not start: ${lastWords(logFile)} (see ${logFile})`, 1);
      }
      if (performance.now() > deadline) {
        throw new UserError(`${name} is not ready after ${READY_WITHIN_MS / 1000} s: see ${logFile}`, 1);
      }
    });
  }

  /**
   * Restarts programs, all at once, and waits until each is ready for use.
   * @throws UserError when one dies again and again, or is not ready in time
   */
  async restart(names: string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        await this.#processes.get(name)?.restart();
        await this.ready(name);
      }),
    );
  }

  /** Stops everything, tier after tier, each process within its own limit counted from now. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const begin = performance.now();
    const all = [...this.#processes.values()];
    const tiers = [...new Set(all.map(({ spec }) => spec.tier))].sort((a, b) => a - b);
    for (const tier of tiers) {
      await Promise.all(
        all
          .filter(({ spec }) => spec.tier === tier)
          .map(async (managed) => {
            await managed.stop(managed.spec.stopWithinMs - (performance.now() - begin));
            this.options.watchdog.release(managed.spec.name);
          }),
      );
    }
  }

  /** Ends everything at once, asking nobody. */
  kill(): void {
    this.#isStopping = true;
    for (const managed of this.#processes.values()) managed.kill();
  }
}

/**
 * What a dead program said last: that its disk is full, its last error, or why mongod gave up before its long
 * backtrace, else its last line.
 */
function lastWords(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-100);
  const fullDisk = /no space left on device/i.exec(lines.join('\n'))?.[0];
  if (fullDisk !== undefined) return fullDisk;
  const line =
    lines.findLast((candidate) => /^\w*Error\b/.test(candidate)) ??
    lines.find((candidate) => candidate.includes('"s":"F"')) ??
    lines.at(-1) ??
    '';
  return (messageOfLogLine(line) || 'it says nothing').slice(0, 300);
}

/** The words of a line of log, in JSON (`msg`, as pino and mongod have it) or plain. */
function messageOfLogLine(line: string): string {
  try {
    const { msg } = JSON.parse(line) as { msg?: unknown };
    return typeof msg === 'string' ? msg : line;
  } catch {
    return line;
  }
}
