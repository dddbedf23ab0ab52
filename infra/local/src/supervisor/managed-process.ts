import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { messageOf } from '@ecommerce/events/user-error';
import { signalGroup } from './process-identity';
import type { Probe } from './readiness';

/** A program that the supervisor keeps running. */
export interface ProcessSpec {
  name: string;
  command: string;
  /** A function is asked again at each start. */
  args: string[] | (() => string[]);
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Where its output goes, appended. */
  logFile: string;
  /** Says when it can be used. */
  ready: Probe;
  /** The processes that have to be ready before this one is started for the first time. */
  after?: string[];
  /** Asked every few seconds while it runs: why it has to be started anew, if it has to. */
  stuck?: () => string | undefined;
  /** Processes of a lower tier are stopped first, those of one tier together. */
  tier: number;
  /** Called with each line of its output that is not blank (under development). */
  echo?: (line: string) => void;
  /** Folders whose TypeScript sources it runs: a change there restarts it under development. */
  sources?: string[];
  /** How long after the beginning of the whole stop it may still live, in milliseconds. */
  stopWithinMs: number;
}

/** What happens to a managed process. */
export interface ProcessEvents {
  started(name: string, pid: number): void;
  /** It ended without a stop request; it starts again after the pause. */
  died(name: string, how: string, pauseMs: number): void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A process that ran this long is healthy: its next exit counts as the first again. */
const HEALTHY_AFTER_MS = 10_000;
/** Longer than the pauses after which services try a broker again that does not take them. */
const LOOK_EVERY_MS = 6_000;
/** Lets running work end. An orderly stop takes seconds, and every program survives a kill. */
const RESTART_GRACE_MS = 300;

/** Keeps one program running: started again whenever it dies, after a pause that doubles while it dies young. */
export class ManagedProcess {
  /** Deaths in a row, each soon after its start. */
  earlyDeaths = 0;
  /** How often it was started in all. */
  starts = 0;
  /** When it was started last. */
  startedAt = new Date();
  /** How it ended last. */
  lastEnd?: string;
  #child?: ChildProcess;
  #exit?: Promise<void>;
  #restart?: NodeJS.Timeout;
  #isStopping = false;
  #restarting?: Promise<void>;

  constructor(
    readonly spec: ProcessSpec,
    private readonly events: ProcessEvents,
    private readonly lookEveryMs = LOOK_EVERY_MS,
  ) {}

  /** The process number while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the program, in a session of its own so that Ctrl-C at the terminal reaches the supervisor alone. */
  start(): void {
    const { name, command, args, cwd, env, logFile, echo, stuck } = this.spec;
    const argsNow = typeof args === 'function' ? args() : args;
    const log = openSync(logFile, 'a', 0o600);
    const startedAt = performance.now();
    this.starts += 1;
    this.startedAt = new Date();
    const child = spawn(command, argsNow, {
      cwd,
      env,
      // Straight into the file: nothing is lost, and nobody blocks, when the supervisor dies.
      stdio: echo ? ['ignore', 'pipe', 'pipe'] : ['ignore', log, log],
      detached: true,
    });
    if (echo) echoLines(child, logFile, echo);
    closeSync(log);
    this.#child = child;
    let stuckOn: string | undefined;
    const look =
      stuck &&
      setInterval(() => {
        stuckOn = stuck();
        if (stuckOn !== undefined && child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      }, this.lookEveryMs);
    this.#exit = new Promise((resolve) => {
      // A program that cannot be spawned at all has an error and no exit.
      child.once('error', (error) => {
        if (child.pid === undefined) ended(error.message);
      });
      child.once('exit', (code, signal) => ended(stuckOn ?? signal ?? `exit code ${code}`));
      const ended = (how: string) => {
        this.#child = undefined;
        this.lastEnd = how;
        clearInterval(look);
        if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
        resolve();
        if (!this.#isStopping && !this.#restarting) this.#startAgain(how, performance.now() - startedAt);
      };
    });
    if (child.pid === undefined) return;
    this.events.started(name, child.pid);
  }

  /** Ends the program, killing it after a short while, and starts it at once. Calls before the start are one. */
  restart(): Promise<void> {
    this.#restarting ??= this.#end(RESTART_GRACE_MS).then(() => {
      this.#restarting = undefined;
      this.earlyDeaths = 0;
      if (!this.#isStopping) this.start();
    });
    return this.#restarting;
  }

  /** Stops the program for good: asks by SIGTERM, and kills its whole group after `graceMs`. */
  stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    return this.#end(graceMs);
  }

  async #end(graceMs: number): Promise<void> {
    clearTimeout(this.#restart);
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    const kill = setTimeout(() => signalGroup(pid, 'SIGKILL'), Math.max(graceMs, 0));
    signalGroup(pid, 'SIGTERM');
    await this.#exit;
    clearTimeout(kill);
  }

  /** Kills the program and its group at once; it will not be started again. */
  kill(): void {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, 'SIGKILL');
  }

  #startAgain(how: string, livedMs: number): void {
    this.earlyDeaths = livedMs < HEALTHY_AFTER_MS ? this.earlyDeaths + 1 : 1;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (this.earlyDeaths - 1), LONGEST_PAUSE_MS);
    this.#restart = setTimeout(() => {
      try {
        this.start();
      } catch (error) {
        this.#startAgain(messageOf(error), 0);
      }
    }, pauseMs);
    this.events.died(this.spec.name, how, pauseMs);
  }
}

function echoLines(child: ChildProcess, logFile: string, echo: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      try {
        appendFileSync(logFile, `${line}\n`);
      } catch {
        // A full disk must not end the supervisor.
      }
      if (line.trim() !== '') echo(line);
    });
  }
}
