import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(__dirname, '../../../..');

/** What `npm run test:postman` runs: newman, through the TLS gateway. */
async function runCollection(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['infra/postman/run.mjs', '--quiet'], {
    cwd: root,
  });
  return stdout.trim();
}

describe('the Postman collection', () => {
  it('runs without a failure, twice in a row on the same shop', async () => {
    const passed = /^\d{2,} requests, \d{3,} assertions, 0 failures$/;
    expect(await runCollection()).toMatch(passed);
    expect(await runCollection()).toMatch(passed);
  });
});
