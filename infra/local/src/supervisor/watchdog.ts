/**
 * Run as a process of its own: `node watchdog.js <list file> [file…]`. Each line on stdin is the list of
 * processes to guard. When stdin ends, the supervisor is gone: the guarded processes are ended, and the files
 * of a running shop are removed.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endProcesses } from './leftovers';
import type { ProcessIdentity } from './process-identity';

async function watch(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  let guarded: ProcessIdentity[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    guarded = JSON.parse(line) as ProcessIdentity[];
  }
  await endProcesses(guarded);
  for (const file of process.argv.slice(2)) rmSync(file, { force: true });
}

void watch();
