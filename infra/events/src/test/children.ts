import type { ChildProcess } from 'node:child_process';

/**
 * Kills what a test file has started when its tests have ended, also when one failed before it could. Call it at the
 * top of the file.
 * @returns adds a process to them
 */
export function children(): <T extends ChildProcess>(child: T) => T {
  const started: ChildProcess[] = [];
  afterAll(() => started.forEach((child) => child.kill('SIGKILL')));
  return (child) => {
    started.push(child);
    return child;
  };
}
