import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '@ecommerce/events/user-error';

const NANOSECONDS_PER_MS = 1e6;

/** Processes are quiescent after so many windows in a row in which all of them together used hardly any CPU time. */
const [WINDOW_MS, QUIET_WINDOWS, QUIET_CPU_MS] = [40, 2, 4];
/** On a machine that is never quiet, the rounds go on. */
const QUIESCENT_WITHIN_MS = 5_000;

/**
 * Milliseconds of CPU time that a process has used, exact to the nanosecond (`/proc/<pid>/task/<thread>/schedstat`);
 * the counters of `ps` move in steps of 10 ms.
 * @throws UserError where the kernel has no such file
 */
export function cpuMs(pid: number): number {
  let nanoseconds = 0;
  for (const thread of threadsOf(pid)) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // the thread has just ended
    }
  }
  return nanoseconds / NANOSECONDS_PER_MS;
}

/** Waits until processes have finished what was asked of them, at most 5 s. */
export async function quiescent(pids: readonly number[]): Promise<void> {
  const used = (): number => pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
  const deadline = performance.now() + QUIESCENT_WITHIN_MS;
  let before = used();
  for (let quiet = 0; quiet < QUIET_WINDOWS && performance.now() < deadline;) {
    await sleep(WINDOW_MS);
    const now = used();
    quiet = now - before < QUIET_CPU_MS ? quiet + 1 : 0;
    before = now;
  }
}

/** The flags with which a Node process limits its heap, so that another one collects garbage as it does. */
export function heapFlagsOf(pid: number): string[] {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return command.filter((argument) => /^--max-(?:old|semi)-space-size=/.test(argument));
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    throw new UserError(
      `no CPU time of process ${pid}: the bench of requests needs Linux and a running process`,
    );
  }
}
