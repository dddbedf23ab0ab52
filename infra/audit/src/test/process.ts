import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { children } from '@ecommerce/events/test/children';
import { readCommand } from '../command-line';
import { printFailure, runAudit } from '../run-audit';

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
  return { code, out: linesOf(text.out), err: linesOf(text.err) };
}

/** Does in this process what `run` does in one of its own, which takes a second. */
export async function runHere(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const printed = { log: '', error: '' };
  const spies = (['log', 'error'] as const).map((name) =>
    jest
      .spyOn(console, name)
      .mockImplementation((...words: unknown[]) => void (printed[name] += `${words.join(' ')}\n`)),
  );
  try {
    const running = async () => runAudit(readCommand(args), { ...process.env, ...env });
    const code = await running().catch(printFailure);
    return { code, out: linesOf(printed.log), err: linesOf(printed.error) };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const linesOf = (text: string): string[] => text.split('\n').filter(Boolean);
