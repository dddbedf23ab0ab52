import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** What a process takes of the machine. */
export interface Usage {
  memoryMib: number;
  /** Of one core. */
  cpuPercent: number;
}

interface Sample {
  at: number;
  cpuMs: number;
  memoryMib: number;
}

const TICK_MS = 10; // USER_HZ is 100 on every Linux that Node runs on
const PAGE_BYTES = 4_096;
/** A share of less time than this says little. */
const SHORTEST_MS = 200;
const OLDEST_MS = 30_000;

/** Measures processes on demand only. */
export class ProcessUsage {
  private samples = new Map<number, Sample>();

  /** The CPU share is that since the last question, or of the next 200 ms when that is long ago. */
  async measure(pids: readonly number[]): Promise<Map<number, Usage>> {
    let before = this.samples;
    const [oldest = 0] = [...before.values()].map(({ at }) => at);
    const age = performance.now() - oldest;
    if (before.size === 0 || age > OLDEST_MS || age < SHORTEST_MS) {
      before = await takeSamples(pids);
      await sleep(SHORTEST_MS);
    }
    const now = await takeSamples(pids);
    this.samples = now;
    return new Map([...now].map(([pid, sample]) => [pid, usageOf(sample, before.get(pid))]));
  }
}

function usageOf(now: Sample, before: Sample | undefined): Usage {
  const share = before ? (now.cpuMs - before.cpuMs) / (now.at - before.at) : 0;
  return { memoryMib: now.memoryMib, cpuPercent: Math.max(0, Math.round(share * 1_000) / 10) };
}

async function takeSamples(pids: readonly number[]): Promise<Map<number, Sample>> {
  const taken = await Promise.all(
    pids.map(async (pid) => {
      const sample = await (process.platform === 'linux' ? sampleFromProc(pid) : sampleFromPs(pid)).catch(
        () => undefined,
      );
      return sample ? ([[pid, sample]] as const) : []; // it has just ended
    }),
  );
  return new Map(taken.flat());
}

async function sampleFromProc(pid: number): Promise<Sample> {
  const [stat, statm] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/statm`, 'utf8'),
  ]);
  // The second field is the command in brackets and may hold spaces.
  const fields = stat.replace(/^.*\) /s, '').split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const memoryMib = Math.round((Number(statm.split(' ')[1]) * PAGE_BYTES) / 2 ** 20);
  return { at: performance.now(), cpuMs: ticks * TICK_MS, memoryMib };
}

async function sampleFromPs(pid: number): Promise<Sample> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=,time=', '-p', String(pid)]);
  const [rss, time = ''] = stdout.trim().split(/\s+/);
  const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return { at: performance.now(), cpuMs: seconds * 1_000, memoryMib: Math.round(Number(rss) / 1024) };
}
