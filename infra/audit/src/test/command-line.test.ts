import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import mongoose from 'mongoose';
import type { AuditReport } from '../audit';
import { HELP, readCommand } from '../command-line';
import { INVARIANT_NAMES } from '../invariants';
import { run, runHere, start, type Ended } from './process';

const folder = mkdtempSync(path.join(os.tmpdir(), 'audit-test-'));
const prefix = `audit-${randomBytes(4).toString('hex')}`;
const databases = ['auth', 'products', 'cart', 'orders', 'payments'];
const client = new mongoose.mongo.MongoClient(process.env.TEST_MONGO_URI ?? '', { runtimeAdapters: { os } });
const deadLetters = client.db(`${prefix}-cart`).collection<{ _id: string }>('deadletters');
const letter = { _id: 'product:updated:1:1', subject: 'product:updated', raw: '{', reason: 'is no JSON' };

function file(name: string, contents: unknown): string {
  const at = path.join(folder, name);
  writeFileSync(at, typeof contents === 'string' ? contents : JSON.stringify(contents));
  return at;
}

/** A shop of which only the databases are in reach. */
const stack = file('stack.json', {
  gateway: { http: '', https: '', ca: '' },
  nats: { url: '', clusterId: '', monitor: '' },
  mongo: Object.fromEntries(
    databases.map((name) => [name, `${process.env.TEST_MONGO_URI}/${prefix}-${name}`]),
  ),
  stripe: { url: '' },
});

afterEach(() => deadLetters.deleteMany({}));
afterAll(async () => {
  await Promise.all(databases.map((name) => client.db(`${prefix}-${name}`).dropDatabase()));
  await client.close();
  rmSync(folder, { recursive: true });
});

const away = Object.fromEntries(databases.map((name) => [name, `mongodb://127.0.0.1:1/${name}`]));
let withoutDatabases: Promise<Ended>;
// It ends when the driver gives up after seconds, so it runs beside the other tests.
beforeAll(() => {
  withoutDatabases = run([file('away.json', { mongo: away })]);
});

describe('one audit', () => {
  it('says what was read and what was left out, with exit code 0 when nothing is wrong', async () => {
    const { code, out, err } = await run([stack]);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out.at(-1)).toMatch(/^read 0 products, 0 orders, .*: 0 violations$/);
    expect(out.slice(0, -1).every((line) => line.startsWith('left out: '))).toBe(true);
  });

  it('prints each violation under its invariant with its proof, with exit code 1', async () => {
    await deadLetters.insertOne(letter);
    const { code, out } = await run([stack]);
    expect(code).toBe(1);
    expect(out[0]).toMatch(/^I8 No event waits/);
    expect(out[1]).toBe('  cart has the dead letter product:updated:1:1: is no JSON');
    expect(JSON.parse(out[2] ?? '')).toMatchObject({ database: 'cart', raw: '{' });
    expect(out.at(-1)).toMatch(/: 1 violation$/);
  });

  it('finds the shop by its data folder when no file is named', async () => {
    expect((await runHere([], { SHOP_DATA_DIR: folder })).code).toBe(0);
  });

  it('prints everything as JSON for programs', async () => {
    await deadLetters.insertOne(letter);
    const { code, out } = await runHere([stack, '--json']);
    expect({ code, lines: out.length }).toEqual({ code: 1, lines: 1 });
    const report = JSON.parse(out[0] ?? '') as AuditReport;
    expect(report.violations).toMatchObject([{ invariant: 'I8', proof: { database: 'cart' } }]);
    expect(report.read).toMatchObject({ products: 0 });
  });

  it('accepts the dead letter of injected poison', async () => {
    await deadLetters.insertOne(letter);
    const poison = { kind: 'poison', subject: letter.subject, data: letter.raw };
    const observations = file('poison.jsonl', `${JSON.stringify(poison)}\n\n`);
    expect((await runHere([stack, '--observations', observations])).code).toBe(0);
  });

  it('writes metrics, whole files only', async () => {
    await deadLetters.insertOne(letter);
    const metrics = path.join(folder, 'shop.prom');
    await runHere([stack, '--metrics', metrics]);
    const lines = readFileSync(metrics, 'utf8').split('\n');
    for (const name of INVARIANT_NAMES)
      expect(lines).toContain(`shop_audit_violations{invariant="${name}"} ${name === 'I8' ? 1 : 0}`);
    for (const line of ['shop_charged_cents 0', 'shop_stock_pieces 0', 'shop_orders{status="Complete"} 0'])
      expect(lines).toContain(line);
    const [, time] = /^shop_audit_last_run_timestamp_seconds (\d+\.?\d*)$/m.exec(lines.join('\n')) ?? [];
    expect(Math.abs(Date.now() / 1000 - Number(time))).toBeLessThan(300);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('more than one audit', () => {
  it('--wait prints what is still wrong after the timeout', async () => {
    await deadLetters.insertOne(letter);
    expect((await runHere([stack, '--wait', '0.1'])).code).toBe(1);
  });

  it('--watch repeats the audit until Ctrl-C ends it with what the last one found', async () => {
    const child = start([stack, '--watch', '0.1', '--json']);
    let audits = 0;
    for await (const line of createInterface({ input: child.stdout! })) {
      expect(JSON.parse(line)).toHaveProperty('violations');
      audits += 1;
      if (audits === 3) child.kill('SIGINT');
    }
    expect(audits).toBeGreaterThanOrEqual(3);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });
});

describe('what cannot be read', () => {
  it('is tried again with --watch, from the first pass on', async () => {
    const shop = { ...reachable, stripe: { url: 'http://127.0.0.1:1' } };
    const child = start([file('ledger-away.json', shop), '--watch', '0.1']);
    const complaints: string[] = [];
    for await (const line of createInterface({ input: child.stderr! })) {
      complaints.push(line);
      if (complaints.length === 2) child.kill('SIGINT');
    }
    expect(complaints.length).toBeGreaterThanOrEqual(2);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(2);
  });

  it('is said once with --watch when it is the file that names the shop', async () => {
    const { code, err } = await run(['/nowhere/stack.json', '--watch', '0.1']);
    expect({ code, err }).toEqual({ code: 2, err: [expect.stringContaining('/nowhere/stack.json')] });
  });

  const nats = { url: 'nats://127.0.0.1:1', clusterId: 'ticketing', monitor: 'http://127.0.0.1:1' };
  const reachable = JSON.parse(readFileSync(stack, 'utf8')) as object;

  it.each([
    [
      'an address that is none',
      { mongo: { ...away, cart: 'cart' } },
      /^mongo.cart is no address of a database: /,
    ],
    ['a broker that is unavailable', { nats }, /^the broker at nats:\/\/127\.0\.0\.1:1 does not answer: /],
    [
      'a ledger that is unavailable',
      { stripe: { url: 'http://127.0.0.1:1', control: { url: 'http://127.0.0.1:1/_control', secret: 'x' } } },
      /^the ledger of the Stripe sandbox at /,
    ],
    ['a gateway that is unavailable', { gateway: { http: 'http://127.0.0.1:1' } }, /^the gateway at /],
  ])('%s: one line and exit code 2', async (name, part, words) => {
    const { code, out, err } = await runHere([file(`${name}.json`, { ...reachable, ...part })]);
    expect({ code, out, lines: err.length }).toEqual({ code: 2, out: [], lines: 1 });
    expect(err[0]).toMatch(words);
  });

  it('a database that is unavailable: one line and exit code 2', async () => {
    const { code, out, err } = await withoutDatabases;
    expect({ code, out, lines: err.length }).toEqual({ code: 2, out: [], lines: 1 });
    expect(err[0]).toMatch(/^the database auth cannot be read: /);
  });

  it('metrics that cannot be written: one line, exit code 2, and no unfinished file', async () => {
    const { code, err } = await run([stack, '--metrics', '/nowhere/shop.prom']);
    expect({ code, err }).toEqual({ code: 2, err: [expect.stringContaining('/nowhere/shop.prom')] });
    const isFolder = await runHere([stack, '--metrics', folder]);
    expect(isFolder.err).toEqual([expect.stringContaining(`cannot be written to ${folder}: `)]);
    const parent = path.dirname(folder);
    expect(readdirSync(parent).filter((name) => name.startsWith(`${path.basename(folder)}.`))).toEqual([]);
  });
});

describe('bad input', () => {
  it.each([
    ['no such file', ['/nowhere/stack.json'], 'no shop is running: there is no /nowhere/stack.json'],
    ['a file that is no JSON', [file('half.json', '{"mongo"')], 'is not the stack.json of a shop'],
    ['another JSON file', [file('other.json', [])], 'it has no mongo.products, mongo.cart'],
    [
      'a stack without payments',
      [file('less.json', { mongo: { products: '', cart: '', orders: '' } })],
      'it has no mongo.payments',
    ],
    ['an unknown option', [stack, '--loud'], "Unknown option '--loud'"],
    ['two files', [stack, stack], 'at most one stack.json'],
    [
      'observations that are not there',
      ['--observations', '/nowhere.jsonl'],
      '/nowhere.jsonl cannot be read',
    ],
    ['observations without a name', [stack, '--observations='], ' cannot be read'],
  ])('%s: one clear line and exit code 2', async (_what, args, words) => {
    const { code, out, err } = await runHere(args);
    expect({ code, out, lines: err.length }).toEqual({ code: 2, out: [], lines: 1 });
    expect(err[0]).toContain(words);
  });

  it.each([
    ['--wait', 'soon'],
    ['--wait', '0'],
    ['--wait', '-1'],
    ['--watch', ''],
    ['--watch', '1e999'],
    // Node.js waits at most 2^31 ms, and a millisecond for anything longer.
    ['--watch', '3000000'],
  ])('%s "%s" is no time', (option, value) => {
    expect(() => readCommand([`${option}=${value}`])).toThrow(
      `${option} takes a number of seconds up to 2147483, not "${value}"`,
    );
  });

  it('prints its usage with --help, without a shop', async () => {
    const { code, out } = await run(['--help'], { SHOP_DATA_DIR: '/nowhere' });
    expect({ code, out }).toEqual({ code: 0, out: HELP.split('\n').filter(Boolean) });
  });
});
