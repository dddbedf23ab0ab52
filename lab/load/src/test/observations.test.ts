import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Observation } from '@ecommerce/audit/observations';
import { ObservationLog } from '../observations';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'observations-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('writes one line of JSON for each, for its owner only', async () => {
  const file = path.join(folder, 'seen.jsonl');
  const seen: Observation[] = [
    { kind: 'acknowledged', path: '/api/orders/1', cookie: 'session=x' },
    { kind: 'status', orderId: '1', status: 'Created', at: '2026-01-01T00:00:00.000Z' },
    { kind: 'cart', cookie: 'session=x', items: [{ productId: '2', quantity: 1 }] },
    { kind: 'final', orderId: '1', status: 'Complete' },
  ];
  const log = await ObservationLog.open(file);
  for (const observation of seen) log.write(observation);
  await log.close();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as Observation)).toEqual(seen);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('says at once when it cannot write', async () => {
  writeFileSync(path.join(folder, 'file'), '');
  await expect(ObservationLog.open(path.join(folder, 'file/seen.jsonl'))).rejects.toThrow(/EEXIST|ENOTDIR/);
  await expect(ObservationLog.open(folder)).rejects.toThrow('EISDIR');
});
