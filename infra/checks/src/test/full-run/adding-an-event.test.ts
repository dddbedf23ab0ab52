import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { copyCheckout, runNode } from '../../checkout-copy';
import { root } from '../../repository';
import { apply, code, rest } from './sold-out';

const MINUTE = 60_000;
/** The tests that know the events. */
const TRIED = [
  'common/src/test/events/contracts',
  'products/src/test/(domain/(stock|sold)|events)',
  'cart/src/test/events/product',
  'infra/events/src/test/(documents|publishers|recordings|compatibility|broker-users|replay/cart)',
  'infra/checks/src/test/(documents|manifests)',
  'lab/faults/src/test/dead-letters',
  'lab/models/src/test/disorder',
];

const copy = mkdtempSync(path.join(os.tmpdir(), 'adding-an-event-'));
beforeAll(() => copyCheckout(copy), 2 * MINUTE);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const bin = (name: string): string => path.join(root, 'node_modules', name);

async function compile(): Promise<void> {
  expect(await runNode(copy, bin('typescript/bin/tsc'), '-b')).toMatchObject({ code: 0, out: '' });
}

/** Runs what knows the events. @returns the titles of the tests that failed */
async function failures(): Promise<string[]> {
  const { out, err } = await runNode(copy, bin('jest/bin/jest.js'), '-w=1', '--json', ...TRIED);
  const { numTotalTests, testResults } = JSON.parse(out) as JestReport;
  expect([numTotalTests > 200, err]).toEqual([true, expect.any(String)]);
  return testResults.flatMap(({ message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && message) return [message];
    return failed.map(({ fullName }) => fullName);
  });
}

interface JestReport {
  numTotalTests: number;
  testResults: { message: string; assertionResults: { fullName: string; status: string }[] }[];
}

describe('docs/adding-an-event.md, followed for product:sold_out', () => {
  it(
    'is asked for by the tests after its first five steps',
    async () => {
      expect(readFileSync(path.join(copy, 'docs/adding-an-event.md'), 'utf8')).toContain(
        '`product:sold_out`',
      );
      apply(copy, code);
      await compile();
      const named = (await failures()).join('\n');
      for (const place of [
        'every contract is tested here',
        'docs/events has the schema of every subject',
        'docs/events has the AsyncAPI page',
        'the table of docs/events.md product:sold_out: names its publishers and consumers',
        'the schema of product:sold_out',
        'the recorded events of today have at least one of each subject',
      ])
        expect(named).toContain(place);
    },
    15 * MINUTE,
  );

  it(
    'passes every test after the others',
    async () => {
      apply(copy, rest);
      await compile();
      expect(await runNode(copy, 'infra/events/build/write-docs.js')).toMatchObject({ code: 0 });
      expect(await failures()).toEqual([]);
    },
    15 * MINUTE,
  );
});
