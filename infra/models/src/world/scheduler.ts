import { Killed, Process, type Fate, type Pending, type Service } from './process';

/** One step of a process. */
export interface Step<Result> {
  label: string;
  run(): Result;
  /** What the process gets when the step, or word of it, is lost; throws where the real one rejects. */
  lost(): Result;
}

/** Shorter sleeps are pauses between two tries: the steps around them can be put off just as well. */
const TIMER_MS = 2000;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Runs processes one step at a time. All the code between two steps needs no more than microtasks, so when a step
 * has been let through, one turn of the event loop later every process waits at its next step; and whatever came to
 * a step in that turn belongs to the process whose step it was.
 */
export class Scheduler {
  readonly processes: Process[] = [];
  readonly intervals = new Set<{ process: Process; work: () => void }>();
  /** Lets each step through at once: for what needs no schedule. */
  isHurried = false;
  /** Keeps what each step answered, for those who compare states. */
  keepsHistory = false;
  now = Date.UTC(2026, 0, 1);
  monotonic = 0;
  private running?: Process;

  /** @throws Error outside of any process */
  get current(): Process {
    if (!this.running) throw new Error('no process is running');
    return this.running;
  }

  /** Begins a process and brings it to its first step. */
  async start(
    service: Service,
    name: string,
    work: () => Promise<unknown>,
    ended: (error?: unknown) => void = () => undefined,
  ): Promise<Process> {
    const process = new Process(service, name);
    this.processes.push(process);
    await this.within(process, () => {
      void work()
        .then(
          () => ended(),
          (error: unknown) => ended(error),
        )
        .finally(() => (process.isSettled = true));
    });
    return process;
  }

  /** Puts a step off until the schedule comes to it. */
  perform<Result>({ label, run, lost }: Step<Result>): Promise<Result> {
    const process = this.current;
    if (process.isDead) return Promise.reject(new Killed());
    return new Promise<Result>((resolve, reject) => {
      const carryOut = (fate: Fate): void => {
        try {
          const result = fate === 'lost before' ? undefined : run();
          const answer = fate === 'done' ? (result as Result) : lost();
          if (this.keepsHistory) process.history.push(`${label} ${JSON.stringify(answer)}`);
          resolve(answer);
        } catch (error) {
          if (this.keepsHistory) process.history.push(`${label} ${String(error)}`);
          reject(error as Error);
        }
      };
      if (this.isHurried) carryOut('done');
      else this.putOff({ label, kind: 'step', process, go: carryOut, kill: () => reject(new Killed()) });
    });
  }

  /** A pause passes at once; a long one ends when the schedule says so, or when it is called off. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const process = this.current;
    this.monotonic += Math.min(ms, TIMER_MS);
    if (ms < TIMER_MS) return Promise.resolve();
    const due = this.now + ms;
    return new Promise<void>((resolve, reject) => {
      const pending: Pending = {
        label: `timer ${ms}`,
        kind: 'timer',
        process,
        go: () => {
          this.now = Math.max(this.now, due);
          resolve();
        },
        kill: () => reject(new Killed()),
      };
      this.putOff(pending);
      signal?.addEventListener('abort', () => {
        this.takeOff(pending);
        reject(new Error('called off'));
      });
    });
  }

  /** Lets one step through and brings its process to the next one. */
  async let(pending: Pending, fate: Fate = 'done'): Promise<void> {
    this.takeOff(pending);
    await this.within(pending.process, () => pending.go(fate));
  }

  /** Runs something as a part of a process, such as its interval. */
  async within(process: Process, work: () => void): Promise<void> {
    this.running = process;
    work();
    await turn();
    this.running = undefined;
    if (process.isOver) this.processes.splice(this.processes.indexOf(process), 1);
  }

  /** Ends all processes of a service between two of their steps: they do and know nothing any more. */
  async kill(service: Service): Promise<void> {
    for (const process of this.processes.filter((each) => each.service === service)) {
      process.isDead = true;
      for (const interval of this.intervals) if (interval.process === process) this.intervals.delete(interval);
      await this.within(process, () => process.pending.splice(0).forEach((pending) => pending.kill()));
    }
  }

  /** All steps that may come next, oldest process first. */
  ready(): Pending[] {
    return this.processes.flatMap(({ pending }) => pending);
  }

  private putOff(pending: Pending): void {
    pending.process.pending.push(pending);
  }

  private takeOff(pending: Pending): void {
    const { pending: all } = pending.process;
    const index = all.indexOf(pending);
    if (index >= 0) all.splice(index, 1);
  }
}
