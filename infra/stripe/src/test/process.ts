import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type Stripe from 'stripe';
import { clientFor, CONTROL_SECRET, controlOf, PUBLISHABLE_KEY, SECRET_KEY } from './harness';

const ENTRY = path.resolve(__dirname, '../../build/index.js');

export const settingsFor = (dataDir: string): NodeJS.ProcessEnv => ({
  PORT: '0',
  DATA_DIR: dataDir,
  STRIPE_SECRET_KEY: SECRET_KEY,
  STRIPE_PUBLISHABLE_KEY: PUBLISHABLE_KEY,
  CONTROL_SECRET,
});

const spawned = new Set<ChildProcess>();

// A test that fails half-way leaves no process behind.
afterEach(() => {
  for (const child of spawned) child.kill('SIGKILL');
  spawned.clear();
});

/** Starts the built sandbox with nothing but these settings. @param limit a command of the shell that comes first */
function spawnSandbox(env: NodeJS.ProcessEnv, limit = ':'): ChildProcess {
  const child = spawn('/bin/sh', ['-c', `${limit}; exec "$0" "$1"`, process.execPath, ENTRY], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  spawned.add(child);
  return child;
}

export interface SandboxProcess {
  port: number;
  stripe: Stripe;
  control: ReturnType<typeof controlOf>;
  /** Settles with the exit code. */
  exited: Promise<number | null>;
  /** Ends the process and waits until it is gone. */
  end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<number | null>;
}

/** The sandbox as a process of its own, ready for requests. */
export async function startProcess(env: NodeJS.ProcessEnv, limit?: string): Promise<SandboxProcess> {
  const child = spawnSandbox(env, limit);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const [line] = (await Promise.race([
    once(createInterface(child.stdout!), 'line'),
    exited.then((code) => Promise.reject(new Error(`the sandbox ended with ${code} (was it built?)`))),
  ])) as [string];
  const port = Number(/listening on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1]);
  return {
    port,
    stripe: clientFor(port),
    control: controlOf(`http://127.0.0.1:${port}`),
    exited,
    end: (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

/** Runs a start that is expected to fail. */
export async function failedStart(
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnSandbox(env);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.on('data', (chunk: Buffer) => (output[name] += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}
