import { readdirSync, readFileSync } from 'node:fs';
import { UserError } from '@ecommerce/events/user-error';

const NANOSECONDS_PER_MS = 1e6;

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

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    throw new UserError(
      `no CPU time of process ${pid}: the bench of requests needs Linux and a running process`,
    );
  }
}
