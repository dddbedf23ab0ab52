import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { timeOf } from '../operate/arguments';

/** What the commands make of bad input; what they do to a running shop is tested with one, in infra/e2e. */
const PROGRAMS = path.resolve(__dirname, '../../build/operate');

interface Ended {
  code: number;
  out: string;
  err: string;
}

async function run(name: string, ...args: string[]): Promise<Ended> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      path.join(PROGRAMS, `${name}.js`),
      ...args,
    ]);
    return { code: 0, out: stdout, err: '' };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'operate-'));
let withoutDatabase: Promise<Ended>;
// It ends when the driver gives up after seconds, so it runs beside the other tests.
beforeAll(() => {
  const file = path.join(folder, 'away.json');
  writeFileSync(file, JSON.stringify({ mongo: { orders: 'mongodb://shop:secret@127.0.0.1:9/orders' } }));
  withoutDatabase = run('dead-letters', 'list', 'orders', '--stack', file);
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['republish', [], '--since is missing'],
  ['republish', ['--since', ''], '--since is missing'],
  ['republish', ['--since', 'yesterday'], 'yesterday is no time'],
  ['republish', ['--since', '2026-02-31'], '2026-02-31 is no time'],
  ['republish', ['--since', '2026-01-01', '--service', 'cart'], 'cart is not among the services here'],
  ['republish', ['--since', '2026-01-01', '--sense.x'], "Unknown option '--sense.x' (see --help)"],
  ['rebuild', [], 'rebuild takes one service'],
  ['rebuild', [''], 'a service is missing: orders, cart, payments, notifications'],
  ['rebuild', ['products'], 'products is not among the services here'],
  ['dead-mails', [], 'a command is missing: list or replay'],
  ['dead-mails', ['drop'], 'drop is no command: list or replay'],
  ['dead-mails', ['replay', 'all'], 'all is not for replay'],
  ['deadletters', [], 'a command is missing'],
  ['deadletters', ['eat'], 'eat is no command'],
  ['deadletters', ['show'], 'a service is missing: auth, products, cart, orders, payments, notifications'],
  ['deadletters', ['list', 'orders', '--subject', 'stock:confirmed'], '--subject is not for list'],
  ['deadletters', ['show', 'orders', '--all'], '--all is not for show'],
  ['deadletters', ['replay', 'orders', '--all', '--yes'], '--yes is not for replay'],
  ['deadletters', ['list', 'client'], 'client is not among the services here'],
  ['deadletters', ['show', 'orders'], 'name one letter by its id'],
  ['deadletters', ['replay', 'orders', 'x', '--all'], 'name one letter by its id, or say --all'],
  ['deadletters', ['replay', 'orders', 'x', '--subject', 'y'], '--subject goes with --all'],
  ['deadletters', ['replay', 'orders', 'x', '--file', '/none.json'], '/none.json cannot be read'],
  ['deadletters', ['drop', 'orders', '--all'], 'say it with --yes'],
])('%s %j is refused in one line, with exit code 2', async (name, args, words) => {
  const { code, out, err } = await run(name === 'deadletters' ? 'dead-letters' : name, ...args);
  expect(err).toContain(words);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

it.each(['republish', 'rebuild', 'dead-letters', 'dead-mails'])(
  '%s without arguments names --help',
  async (name) => {
    expect((await run(name)).err).toMatch(/ \(see --help\)\n$/);
  },
);

it.each(['republish', 'rebuild', 'dead-letters', 'dead-mails'])('%s prints its usage', async (name) => {
  const { code, out } = await run(name, '--help');
  expect(code).toBe(0);
  expect(out).toContain('--stack <file>');
});

describe('a shop that does not answer', () => {
  const stack = (content: object): string => {
    const file = path.join(folder, 'stack.json');
    writeFileSync(file, JSON.stringify(content));
    return file;
  };

  it.each([
    ['no stack.json', path.join(folder, 'none.json'), /no shop is running: there is no .*none.json/, 2],
    ['a folder for stack.json', folder, /operate-\w+ cannot be read: .*EISDIR/, 2],
    ['no databases', stack({}), /is not the stack.json of a shop: it has no mongo/, 2],
  ])('with %s is reported in one line', async (_what, file, words, exitCode) => {
    const { code, err } = await run('dead-letters', 'list', '--stack', file);
    expect(err).toMatch(words);
    expect(code).toBe(exitCode);
  });

  it('with a database that is unavailable is reported in one line, without the password', async () => {
    const { code, err } = await withoutDatabase;
    expect(err).toMatch(/^the database of orders does not answer: .*\n$/);
    expect(err).not.toContain('secret');
    expect(code).toBe(1);
  });
});

it('a time is a day from its beginning, or a time of a day', () => {
  expect(timeOf('2026-01-31')).toEqual(new Date('2026-01-31T00:00:00Z'));
  expect(timeOf('2026-01-31T08:30+01:00')).toEqual(new Date('2026-01-31T07:30:00Z'));
  expect(() => timeOf('2999-01-01')).toThrow('2999-01-01 is in the future');
});
