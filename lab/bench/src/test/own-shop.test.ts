import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '@ecommerce/e2e/eventually';
import { withOwnShop } from '../own-shop';

/** Stands for the shop where only its process matters. */
const mockIdleProcess = () =>
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
jest.mock('@ecommerce/e2e/start-shop', () => ({
  startShop: () => ({ process: mockIdleProcess(), ready: async () => {} }),
}));

const PROGRAM = path.resolve(__dirname, '../../build/index.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'own-shop-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The process of the shop whose data is below this folder. */
async function readPid(): Promise<number> {
  const [dataDir = ''] = readdirSync(folder);
  const lock = await readFile(path.join(folder, dataDir, 'lock'), 'utf8');
  return (JSON.parse(lock) as { pid: number }).pid;
}

it('leaves no handler of a shop that has stopped, which would end the process before the next one', async () => {
  const handlers = (): number[] =>
    ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit'].map((name) => process.listenerCount(name));
  const before = handlers();
  await withOwnShop(async () => expect(handlers()).toEqual(before.map((count) => count + 1)));
  expect(handlers()).toEqual(before);
});

it('stops the shop and removes its data when the command receives SIGTERM', async () => {
  const bench = spawn(process.execPath, [PROGRAM], {
    env: { ...process.env, TMPDIR: folder },
    stdio: 'ignore',
  });
  const ended = once(bench, 'exit');
  try {
    const pid = await eventually(readPid, 60_000);
    bench.kill('SIGTERM');
    expect(await ended).toEqual([130, null]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    bench.kill('SIGTERM');
    await ended;
  }
}, 90_000);
