import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Observation } from '@ecommerce/audit/observations';
import { readStack } from '@ecommerce/e2e/stack';
import { auditShop } from '../audit';
import { isGood } from '../report';
import { runLoad } from '../run';

const stackFile = process.env.SHOP_STACK_FILE ?? '';
const SIZE = { stackFile, shoppers: 12, checkouts: 60, seed: 7, products: 6, scarce: 1 };

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'load-'))));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the load of a small sale', () => {
  it('ends with every order accounted for, no answer that none should get, and balanced books', async () => {
    const observationsFile = path.join(folder, 'seen.jsonl');
    const ends: string[] = [];
    const phases = new Set<string>();
    const report = await runLoad({
      ...SIZE,
      observationsFile,
      unlists: true,
      settleWithinMs: 60_000,
      progressed: ({ phase }) => phases.add(phase),
      ended: ({ id }) => ends.push(id),
    });
    const { complete, refunded, cancelled, unpaid, lost, unexpected, wrongCarts, edits } = report;
    expect({ lost, unexpected, wrongCarts }).toEqual({ lost: [], unexpected: [], wrongCarts: [] });
    expect(isGood(report)).toBe(true);
    expect(complete + refunded + cancelled + unpaid).toBe(60);
    expect(new Set(ends).size).toBe(60);
    // Of the 30 who fought for 5 pieces, 25 got their money back.
    expect(refunded).toBeGreaterThanOrEqual(25);
    expect(edits).toBe(6);
    expect([...phases]).toEqual(['shopping', 'waiting for ends']);
    expect((await auditShop({ stackFile, observationsFile })).violations).toEqual([]);

    const seen = readFileSync(observationsFile, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Observation);
    const count = (kind: Observation['kind']): number => seen.filter((one) => one.kind === kind).length;
    expect(count('final')).toBe(60);
    expect(count('cart')).toBe(12);
    const orders = seen.filter((one) => one.kind === 'acknowledged' && one.path.startsWith('/api/orders/'));
    expect(orders).toHaveLength(60);
    // Each edit is promised at the version that it was answered with; taking a product off sale is an edit, too.
    const edited = seen.filter((one) => one.kind === 'acknowledged' && one.version !== undefined);
    expect(edited).toHaveLength(edits + SIZE.products);
    expect(count('status')).toBeGreaterThanOrEqual(60 + complete + refunded + cancelled);
  });

  it('leaves no product of its own in the catalogue', async () => {
    const { http } = readStack(stackFile).gateway;
    const listed = (await (await fetch(`${http}/api/products?limit=100`)).json()) as { title: string }[];
    expect(listed.filter(({ title }) => /^(Lamp|Last lamp) \d+$/.test(title))).toEqual([]);
  });

  it('finishes what is under way and begins nothing more after a stop signal', async () => {
    const stop = new AbortController();
    const report = await runLoad({
      ...SIZE,
      checkouts: 10_000,
      scarce: 0,
      settleWithinMs: 60_000,
      signal: stop.signal,
      progressed: ({ done }) => done === 5 && stop.abort(),
    });
    expect(report.checkouts).toBeGreaterThanOrEqual(5);
    expect(report.checkouts).toBeLessThanOrEqual(5 + SIZE.shoppers);
    expect(report.lost).toEqual([]);
    expect((await auditShop({ stackFile })).violations).toEqual([]);
  });
});
