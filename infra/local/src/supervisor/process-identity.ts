import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that cannot be taken for another one that got the same number later. */
export interface ProcessIdentity {
  pid: number;
  /** Its start time, as this system reports it. */
  birth: string;
}

/** The identity of a live process, or nothing when there is none with this number (or only its exit code is left). */
export function identify(pid: number): ProcessIdentity | undefined {
  const birth = process.platform === 'linux' ? birthFromProc(pid) : birthFromPs(pid);
  return birth === undefined ? undefined : { pid, birth };
}

/** Whether this very process still lives. */
export function isAlive(known: ProcessIdentity): boolean {
  return identify(known.pid)?.birth === known.birth;
}

/** Signals the process group that this process leads; nobody left in it is fine. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // macOS answers EPERM for a group whose members are all dead and not yet reaped.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function birthFromProc(pid: number): string | undefined {
  try {
    // The second field is the command in brackets and may hold spaces: count from the last bracket.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function birthFromPs(pid: number): string | undefined {
  try {
    // A start from another shell has to read the same time: it depends on locale and time zone.
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const printed = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8' });
    return printed.trim() || undefined;
  } catch {
    return undefined;
  }
}
