import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(__dirname, '../../..');

/** What `runCollection` prints when nothing failed. */
export const PASSED = /^\d{2,} requests, \d{3,} assertions, 0 failures$/;

/** What `npm run test:postman` runs: newman, through the TLS gateway. */
export async function runCollection(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['infra/postman/run.mjs', '--quiet'], {
    cwd: root,
  });
  return stdout.trim();
}
