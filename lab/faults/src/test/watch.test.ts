import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Watch } from '../watch';

/** Longer than the pause between two readings of stack.json. */
const SOME_READINGS_MS = 700;

let folder: string;
const writeStack = (processes: Record<string, number>): void =>
  writeFileSync(path.join(folder, 'stack.json'), JSON.stringify({ processes, services: {} }));

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'watch-'));
  process.env.SHOP_STACK_FILE = path.join(folder, 'stack.json');
  writeStack({ orders: 1 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the watch', () => {
  it('names a process that ended without being killed, and no other', async () => {
    const watch = new Watch(new AbortController().signal);
    watch.expectEnd('orders');
    writeStack({ orders: 2 });
    await sleep(SOME_READINGS_MS);
    writeStack({ orders: 3 });
    expect(await watch.stop()).toEqual(['orders ended by itself (process 2)']);
  });

  it('ends with its shop, whose stack.json is gone then', async () => {
    const closing = new AbortController();
    const watch = new Watch(closing.signal);
    closing.abort();
    rmSync(folder, { recursive: true });
    await sleep(SOME_READINGS_MS);
    expect(await watch.stop()).toEqual([]);
  });

  it('reports at its end why it could not look on', async () => {
    const watch = new Watch(new AbortController().signal);
    rmSync(folder, { recursive: true });
    await sleep(SOME_READINGS_MS);
    await expect(watch.stop()).rejects.toThrow('no shop is running');
  });
});
