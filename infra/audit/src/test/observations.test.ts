import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '@ecommerce/events/user-error';
import { observed, readObservations } from '../observations';

const folder = mkdtempSync(path.join(os.tmpdir(), 'observations-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(...lines: string[]): string {
  const file = path.join(folder, 'seen.jsonl');
  writeFileSync(file, lines.join('\n'));
  return file;
}

const sound = [
  { kind: 'acknowledged', path: '/api/orders/1', cookie: 'session=x' },
  { kind: 'acknowledged', path: '/api/products/1', cookie: 'session=x', version: 2 },
  { kind: 'status', orderId: '1', status: 'Created', at: '2026-05-06T07:08:09Z' },
  { kind: 'cart', cookie: 'session=x', items: [{ productId: '1', quantity: 2 }] },
  { kind: 'cart', cookie: 'session=y', items: [] },
  { kind: 'final', orderId: '1', status: 'Complete' },
  { kind: 'poison', subject: 'order:created', data: '' },
];

it('are read as they were written, in their order, also by kind', () => {
  const read = readObservations(fileOf(...sound.map((one) => JSON.stringify(one)), '', ''));
  expect(read).toEqual(sound);
  expect(observed(read, 'cart')).toEqual(sound.slice(3, 5));
});

it('are read from a file with a byte order mark', () => {
  const lines = sound.map((one) => JSON.stringify(one));
  expect(readObservations(fileOf(`\ufeff${lines[0]}`, ...lines.slice(1)))).toEqual(sound);
});

it.each([
  ['half a line', '{"kind":"fin', 'is no JSON'],
  ['no object', '7', 'its kind is none of acknowledged, status'],
  ['null', 'null', 'its kind is none of'],
  ['an unknown kind', '{"kind":"toString"}', 'its kind is none of'],
  [
    'a path elsewhere',
    '{"kind":"acknowledged","path":"http://x","cookie":""}',
    'path of acknowledged is missing',
  ],
  [
    'half a version',
    '{"kind":"acknowledged","path":"/api/products/1","cookie":"","version":1.5}',
    'version of acknowledged',
  ],
  ['an unknown status', '{"kind":"final","orderId":"1","status":"Lost"}', 'status of final'],
  [
    'half a piece',
    '{"kind":"cart","cookie":"x","items":[{"productId":"1","quantity":0.5}]}',
    'items of cart',
  ],
  ['a line of null', '{"kind":"cart","cookie":"x","items":[null]}', 'items of cart'],
])('%s is refused with its line', (_what, line, words) => {
  const read = (): unknown => readObservations(fileOf(JSON.stringify(sound[0]), line));
  expect(read).toThrow(UserError);
  expect(read).toThrow(words);
  expect(read).toThrow('seen.jsonl:2 is no');
});
