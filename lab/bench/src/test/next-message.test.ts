import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startLimits } from '../requests/limits';
import { nextMessage } from '../next-message';

const folder = mkdtempSync(path.join(os.tmpdir(), 'next-message-'));
afterAll(() => rmSync(folder, { recursive: true }));

const forked = (program: string) => {
  const file = path.join(folder, 'program.js');
  writeFileSync(file, program);
  return fork(file, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
};

it('gives what a process sends', async () => {
  await expect(nextMessage(forked("process.send(['port', 1])"))).resolves.toEqual(['port', 1]);
});

it('fails when the process ends instead', async () => {
  await expect(nextMessage(forked('process.exit(3)'))).rejects.toThrow('ended with exit code 3');
});

it('lets a limit that cannot start fail instead of waiting for ever', async () => {
  await expect(startLimits('mongodb://127.0.0.1:1', ['--require', '/nowhere.js'])).rejects.toThrow(
    'ended with exit code 1',
  );
});
