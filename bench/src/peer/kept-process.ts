import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { tcpProbe, untilReady } from '@ecommerce/local/readiness';

const RESTART_MS = 1000;
const READY_WITHIN_MS = 60_000;

export interface Program {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  logFile: string;
  /** Where it listens when it is ready. */
  port: number;
}

/** A process that is started again a second after its end, sooner than a cluster would. */
export class KeptProcess {
  /** How often it ended by itself. */
  deaths = 0;
  private child?: ChildProcess;
  private isStopping = false;
  private isStruck = false;

  constructor(private readonly program: Program) {}

  /** @throws Error when nothing listens on its port within a minute */
  async start(): Promise<void> {
    this.spawn();
    const deadline = performance.now() + READY_WITHIN_MS;
    await untilReady(tcpProbe(this.program.port), () => {
      if (performance.now() > deadline)
        throw new Error(`nothing listens on port ${this.program.port}: see ${this.program.logFile}`);
    });
  }

  /** Kills it with signal 9. */
  kill(): void {
    this.isStruck = true;
    this.child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  private spawn(): void {
    const { command, args, env, cwd, logFile } = this.program;
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, { env: { ...process.env, ...env }, cwd, stdio: ['ignore', log, log] });
    closeSync(log);
    this.child = child;
    child.once('exit', () => {
      if (this.isStopping) return;
      if (!this.isStruck) this.deaths += 1;
      this.isStruck = false;
      setTimeout(() => {
        if (!this.isStopping) this.spawn();
      }, RESTART_MS);
    });
  }
}
