import { countIdsBy } from './mongoose/object-id';
import {
  Killed,
  Process,
  type Answer,
  type Brought,
  type Clocks,
  type Fate,
  type Pending,
  type Service,
} from './process';

/** One step of a process. */
export interface Step<Result> {
  label: string;
  run: () => Result;
  /** What the process gets when the step, or its answer, is lost; throws where the real one rejects. */
  lost: () => Result;
}

/** Shorter sleeps are pauses between two tries: the steps around them can be put off just as well. */
const TIMER_MS = 2000;
const turn = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

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
  /** Steps that are made at once, by their labels, as nothing depends on when they are made. */
  madeAtOnce = /^$/;
  now = Date.UTC(2026, 0, 1);
  monotonic = 0;
  private running?: Process;
  private started = 0;

  /** @throws Error outside of any process */
  get current(): Process {
    if (!this.running) throw new Error('no process is running');
    return this.running;
  }

  get clocks(): Clocks {
    return { now: this.now, monotonic: this.monotonic };
  }

  set clocks({ now, monotonic }: Clocks) {
    Object.assign(this, { now, monotonic });
  }

  /**
   * Begins a process and brings it to its first step.
   * @param ended called when it has ended, well or not
   */
  async start(
    service: Service,
    name: string,
    work: () => Promise<unknown>,
    ended: () => void = () => undefined,
  ): Promise<Process> {
    this.started += 1;
    const process = new Process(service, name, this.started);
    this.processes.push(process);
    await this.within(process, () => {
      const settle = (): void => {
        process.isSettled = true;
        ended();
      };
      work().then(settle, settle);
    });
    return process;
  }

  /** Leaves out this many numbers of processes, so that a process that is begun again has the one it had. */
  skipNumbers(count: number): void {
    this.started += count;
  }

  /** Puts a step off until the schedule comes to it. */
  perform<Result>({ label, run, lost }: Step<Result>): Promise<Result> {
    const process = this.current;
    if (process.isDead) return Promise.reject(new Killed());
    const carryOut = (fate: Fate): Brought => {
      try {
        const value = fate === 'lost before' ? undefined : run();
        return { value: fate === 'done' || fate === 'frozen' ? value : lost() };
      } catch (error) {
        return { error: error as Error };
      }
    };
    return new Promise<Result>((resolve, reject) => {
      const answer = ({ value, error }: Brought): void => (error ? reject(error) : resolve(value as Result));
      if (this.isHurried || this.madeAtOnce.test(label)) answer(carryOut('done'));
      else process.pending.push({ label, kind: 'step', process, carryOut, answer });
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
        carryOut: () => {
          this.now = Math.max(this.now, due);
          return {};
        },
        answer: ({ error }) => (error ? reject(error) : resolve()),
      };
      process.pending.push(pending);
      signal?.addEventListener('abort', () => {
        takeOff(pending);
        reject(new Error('called off'));
      });
    });
  }

  /** Lets one step through and brings its process to the next one. */
  async let(pending: Pending, fate: Fate = 'done'): Promise<void> {
    const { process, label } = pending;
    const index = takeOff(pending);
    await this.within(process, () => {
      const isFrozen = fate === 'frozen';
      const answer = { index, label, isFrozen, ...this.clocks, ...pending.carryOut(fate) };
      process.history.push(answer);
      hand(pending, answer);
    });
  }

  /** Brings a new process to where another one was, by answering its steps as, and when, they were answered. */
  async repeat(process: Process, history: readonly Answer[]): Promise<void> {
    const { clocks } = this;
    for (const answer of history) {
      const pending = process.pending[answer.index];
      if (pending?.label !== answer.label) throw new Error(`${process.name} does not repeat itself`);
      takeOff(pending);
      process.history.push(answer);
      this.clocks = answer;
      await this.within(process, () => hand(pending, answer));
    }
    this.clocks = clocks;
  }

  /** Runs something as a part of a process, such as its interval. */
  async within(process: Process, work: () => void): Promise<void> {
    this.running = process;
    countIdsBy(process.ids);
    work();
    await turn();
    this.running = undefined;
    if (process.isOver) this.processes.splice(this.processes.indexOf(process), 1);
  }

  /** Ends a process between two of its steps: it does and knows nothing any more. */
  async kill(process: Process): Promise<void> {
    process.isDead = true;
    for (const interval of this.intervals) if (interval.process === process) this.intervals.delete(interval);
    const killed = { error: new Killed() };
    await this.within(process, () => process.pending.splice(0).forEach((pending) => pending.answer(killed)));
  }

  /** All steps that may come next, oldest process first. */
  ready(): Pending[] {
    return this.processes.flatMap(({ pending }) => pending);
  }

  /** @returns what takes the clocks back to now, and forgets all processes */
  save(): () => void {
    const { now, monotonic, started } = this;
    return () => {
      Object.assign(this, { now, monotonic, started, isHurried: false });
      this.processes.length = 0;
      this.intervals.clear();
    };
  }
}

/** Answers a step; to a frozen process the answer waits as its next step. */
function hand(pending: Pending, answer: Answer): void {
  const { value, error, isFrozen } = answer;
  if (!isFrozen) return pending.answer({ value, error });
  const label = `answer to ${pending.label}`;
  pending.process.pending.push({ ...pending, label, carryOut: () => ({ value, error }) });
}

/** @returns which of its process's pending steps it was */
function takeOff(pending: Pending): number {
  const all = pending.process.pending;
  const index = all.indexOf(pending);
  if (index >= 0) all.splice(index, 1);
  return index;
}
