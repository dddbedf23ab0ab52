import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const ENTRY = path.resolve(__dirname, '../../stripe/build/index.js');
const SECRET_KEY = 'sk_test_copy';
const CONTROL_SECRET = 'control-of-the-copy';

/** A second Stripe sandbox with all that the shop's own remembers: the shop never sees what happens there. */
export interface SandboxCopy {
  url: string;
  control: { url: string; secret: string };
  /** A request of Stripe's API. @returns the JSON that it is answered with */
  post(path: string, form: Record<string, string>): Promise<{ id?: string }>;
  stop(): Promise<void>;
}

/** Starts one from the journal of the running shop's. */
export async function copySandbox(): Promise<SandboxCopy> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stripe-copy-'));
  const journal = path.join(path.dirname(process.env.SHOP_STACK_FILE ?? ''), 'stripe/journal.jsonl');
  copyFileSync(journal, path.join(folder, 'journal.jsonl'));
  const keys = { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_PUBLISHABLE_KEY: 'pk_test_copy' };
  const child = spawn(process.execPath, [ENTRY], {
    env: { ...process.env, ...keys, CONTROL_SECRET, PORT: '0', DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(() => Promise.reject(new Error('the copy of the Stripe sandbox did not start'))),
  ])) as [string];
  const url = /http:\/\/\S+$/.exec(line)?.[0] ?? '';
  return {
    url,
    control: { url: `${url}/_control`, secret: CONTROL_SECRET },
    post: async (where, form) => {
      const headers = { authorization: `Bearer ${SECRET_KEY}` };
      const answer = await fetch(`${url}${where}`, {
        method: 'POST',
        headers,
        body: new URLSearchParams(form),
      });
      if (!answer.ok) throw new Error(`${where} was answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as { id?: string };
    },
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
