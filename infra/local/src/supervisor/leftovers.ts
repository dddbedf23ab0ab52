import { setTimeout as sleep } from 'node:timers/promises';
import { readIfThere } from '../data/files';
import { type ProcessIdentity, isAlive, signalGroup } from './process-identity';

const GRACE_MS = 6_000;

/** The processes that an earlier start recorded and that still live. */
export async function readLeftovers(listFile: string): Promise<ProcessIdentity[]> {
  const text = await readIfThere(listFile);
  try {
    return (JSON.parse(text ?? '[]') as ProcessIdentity[]).filter(isAlive);
  } catch {
    return [];
  }
}

/** Ends processes with their groups: asked first, killed after 6 s. */
export async function endProcesses(processes: ProcessIdentity[]): Promise<void> {
  for (const { pid } of processes.filter(isAlive)) signalGroup(pid, 'SIGTERM');
  const deadline = performance.now() + GRACE_MS;
  while (processes.some(isAlive) && performance.now() < deadline) await sleep(50);
  for (const { pid } of processes.filter(isAlive)) signalGroup(pid, 'SIGKILL');
  while (processes.some(isAlive)) await sleep(20);
}
