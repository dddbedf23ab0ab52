import childProcess from 'node:child_process';
import path from 'node:path';
import type { ChaosFolder } from '../chaos-folder';

type Spawn = (
  command: string,
  args: string[],
  options: childProcess.SpawnOptions,
) => childProcess.ChildProcess;

/** Makes the supervisor start processes from another checkout, as the folder says at that moment. */
export function divertVersions(folder: ChaosFolder): void {
  const spawn = childProcess.spawn as Spawn;
  const diverted: Spawn = (command, args, options) => {
    const old = folder.oldVersion();
    const service = path.basename(String(options.cwd));
    const isOld = old?.services.includes(service) && !old.updatedPorts.includes(Number(options.env?.PORT));
    const cwd = old && isOld ? path.join(old.checkout, service) : options.cwd;
    return spawn(command, args, { ...options, cwd });
  };
  (childProcess as { spawn: Spawn }).spawn = diverted;
}
