import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { children } from '@ecommerce/events/test/children';

const PROGRAM = path.resolve(__dirname, '../../build/index.js');

/** How a run ended, and what it printed line by line. */
export interface Ended {
  code: number | null;
  out: string[];
  err: string[];
}

const owned = children();

/** Starts the auditor as a process of its own. */
export function start(args: string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return owned(
    spawn(process.execPath, [PROGRAM, ...args], { stdio: 'pipe', env: { ...process.env, ...env } }),
  );
}

/** Runs it to its end. */
export async function run(args: string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
  const child = start(args, env);
  const text = { out: '', err: '' };
  child.stdout?.on('data', (piece) => (text.out += piece));
  child.stderr?.on('data', (piece) => (text.err += piece));
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = (all: string): string[] => all.split('\n').filter(Boolean);
  return { code, out: lines(text.out), err: lines(text.err) };
}
