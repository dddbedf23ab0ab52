import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import mongoose from 'mongoose';
import { pidOf } from './crash';
import { readStack } from './stack';

const PROGRAMS = path.resolve(__dirname, '../../events/build');

/** What a command said and how it ended. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/**
 * Runs a command of an operator on the shop, as `npm run …` does.
 * @param program of infra/events/build: `index` (npm run events), `operate/rebuild` and so on
 */
export async function operate(program: string, ...args: string[]): Promise<Ended> {
  const file = path.join(PROGRAMS, `${program}.js`);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file, ...args, '--stack', stackFile()]);
    return { code: 0, out: stdout, err: '' };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

/** Kills the broker and deletes its store before it is restarted, so that it restarts empty. */
export function loseBroker(): void {
  const pid = pidOf('nats');
  // Frozen first: its supervisor must not restart it on the old store.
  process.kill(pid, 'SIGSTOP');
  rmSync(path.join(path.dirname(stackFile()), 'nats/store'), { recursive: true });
  process.kill(pid, 'SIGKILL');
}

/** Works on a service's database, past the service. */
export async function withDatabase<T>(
  service: string,
  work: (db: mongoose.mongo.Db) => Promise<T>,
): Promise<T> {
  const uri = readStack().mongo[service] ?? '';
  const client = new mongoose.mongo.MongoClient(uri, { runtimeAdapters: { os } });
  try {
    return await work(client.db());
  } finally {
    await client.close();
  }
}

const stackFile = (): string => process.env.SHOP_STACK_FILE ?? '';
