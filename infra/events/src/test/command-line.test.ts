import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { BrokerLog } from '../broker-log';
import { readCommand } from '../command-line';
import { readBrokerAddress } from '../stack';
import { UserError } from '../user-error';
import { startBroker, type TestBroker } from './broker';
import { children } from './children';

const PROGRAM = path.resolve(__dirname, '../../build/index.js');
const order = 'a'.repeat(24);
const other = 'b'.repeat(24);
const item = { productId: 'c'.repeat(24), quantity: 1 };
const paid = { id: 'd'.repeat(24), orderId: order, stripeId: 'ch_1', items: [item] };
const confirmed = { orderId: order, items: [item] };

let broker: TestBroker;
let log: BrokerLog;

beforeAll(async () => {
  broker = await startBroker();
  log = await BrokerLog.connect(broker.nats);
  await log.publish('payment:created', JSON.stringify({ ...paid, orderId: other }));
  await log.publish('payment:created', JSON.stringify(paid));
  await log.publish('stock:confirmed', JSON.stringify(confirmed));
  await log.publish('payment:created', JSON.stringify(paid));
  await log.publish('order:cancelled', JSON.stringify({ id: order, version: 'two', reason: '\u001b[2J' }));
});

afterAll(async () => {
  await log?.close();
  await broker?.stop();
});

const owned = children();

function start(args: string[]): ChildProcess {
  return owned(spawn(process.execPath, [PROGRAM, ...args, '--stack', broker.stackFile], { stdio: 'pipe' }));
}

interface Ended {
  code: number;
  out: string[];
  err: string[];
}

async function run(...args: string[]): Promise<Ended> {
  const child = start(args);
  const text = { out: '', err: '' };
  child.stdout?.on('data', (piece) => (text.out += piece));
  child.stderr?.on('data', (piece) => (text.err += piece));
  const [code] = (await once(child, 'close')) as [number];
  const lines = (all: string): string[] => all.split('\n').filter(Boolean);
  return { code, out: lines(text.out), err: lines(text.err) };
}

const file = (name: string, data: unknown): string => {
  const at = path.join(broker.folder, name);
  writeFileSync(at, typeof data === 'string' ? data : JSON.stringify(data));
  return at;
};

describe('show', () => {
  it('prints the events of one order: every event about it, in order, one line each', async () => {
    const { code, out } = await run('show', order);
    expect(code).toBe(0);
    expect(out.map((line) => line.split(/ {2,}/)[1])).toEqual([
      'payment:created',
      'stock:confirmed',
      'payment:created',
      'order:cancelled',
    ]);
    expect(out[0]).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z {2}payment:created {3}id d+ {2}orderId a+ {2}stripeId ch_1$/,
    );
    expect(out[2]).toMatch(/\(again\)$/);
    expect(out[3]).toContain('!! breaks the contract: version');
    expect(out.join('')).not.toContain('\u001b');
  });

  it('prints them as JSON for programs', async () => {
    const { out } = await run('show', order.toUpperCase(), '--json');
    expect(out.map((line) => JSON.parse(line) as object)).toMatchObject([
      { subject: 'payment:created', sequence: 2, data: paid },
      { subject: 'stock:confirmed', sequence: 1, data: confirmed },
      { subject: 'payment:created', sequence: 3 },
      { subject: 'order:cancelled', sequence: 1 },
    ]);
  });

  it('says that the broker knows nothing of an order, with exit code 1', async () => {
    const unknown = 'e'.repeat(24);
    expect(await run('show', unknown)).toEqual({
      code: 1,
      out: [],
      err: [`the broker knows of no order ${unknown}`],
    });
  });
});

describe('publish', () => {
  it('publishes what keeps the contract, fields of tomorrow included', async () => {
    const data = { ...confirmed, orderId: other, colour: 'red' };
    const { code, out } = await run('publish', 'stock:confirmed', file('sound.json', data));
    expect({ code, out }).toEqual({ code: 0, out: [`published stock:confirmed:${other}`] });
    expect(JSON.parse((await log.read('stock:confirmed')).at(-1)?.data ?? '')).toEqual(data);
  });

  it('refuses what is too large for the broker in one line, also when forced', async () => {
    const large = file('large.json', 'x'.repeat(10 * 1024 * 1024));
    const { code, err } = await run('publish', 'product:updated', large, '--force');
    expect({ code, err }).toEqual({
      code: 2,
      err: ['product:updated: 10485760 bytes are more than the 1044480 that fit'],
    });
  });

  it('does not take the end of the connection for a confirmation', async () => {
    const own = await BrokerLog.connect(broker.nats);
    const before = (await log.read('product:updated')).length;
    // The broker resets the connection, which can overtake its own words for the reason.
    await expect(own.publish('product:updated', 'x'.repeat(2_000_000))).rejects.toThrow(
      /^the broker did not take it: /,
    );
    expect(await log.read('product:updated')).toHaveLength(before);
  });

  it('refuses what breaks it, naming the field, and publishes it all the same when forced', async () => {
    const bad = file('bad.json', { ...confirmed, items: [{ ...item, quantity: 0 }] });
    const before = (await log.read('stock:rejected')).length;
    const refused = await run('publish', 'stock:rejected', bad);
    expect(refused).toMatchObject({ code: 2, out: [] });
    expect(refused.err).toHaveLength(1);
    expect(refused.err[0]).toContain('items.0.quantity');
    expect(await log.read('stock:rejected')).toHaveLength(before);

    const forced = await run('publish', 'stock:rejected', file('garbage.json', '{"half'), '--force');
    expect(forced).toMatchObject({ code: 0, out: ['published on stock:rejected, unchecked'] });
    expect((await log.read('stock:rejected')).at(-1)?.data).toBe('{"half');
  });
});

describe('watch', () => {
  /** Starts watching; `lines` are those printed so far. */
  async function watching(
    args: string[],
    lineCount: number,
    meanwhile: () => Promise<void>,
  ): Promise<string[]> {
    const child = start(['watch', ...args]);
    const lines: string[] = [];
    try {
      const until = Date.now() + 15_000;
      createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
      while (lines.length < lineCount && Date.now() < until) {
        await meanwhile();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    } finally {
      child.kill('SIGINT');
      expect(await once(child, 'close')).toEqual([0, null]);
    }
    return lines;
  }

  it('follows all subjects from now on, and ends with exit code 0 at Ctrl-C', async () => {
    let sent = 0;
    const lines = await watching([], 3, async () => {
      sent += 1;
      await log.publish(
        'payment:refunded',
        JSON.stringify({ ...paid, items: undefined, refundId: `re_${sent}` }),
      );
      await log.publish('order:cancelled', JSON.stringify({ id: other, version: sent, reason: 'user' }));
    });
    expect(lines.some((line) => /payment:refunded.*refundId re_\d/.test(line))).toBe(true);
    expect(lines.some((line) => /order:cancelled.*version \d+ {2}reason user/.test(line))).toBe(true);
    expect(lines.join('\n')).not.toContain('payment:created');
  });

  it('begins with those of the past when asked, in one order, and goes on without a gap', async () => {
    const all = await watching(['--all', '--json'], 6, () => Promise.resolve());
    const times = all.map((line) => (JSON.parse(line) as { time: string }).time);
    expect(times).toEqual(times.toSorted());

    const count = (await log.read('stock:confirmed')).length + 1;
    let sent = false;
    const lines = await watching(['stock:confirmed', '--all', '--json'], count, async () => {
      if (!sent) await log.publish('stock:confirmed', JSON.stringify(confirmed));
      sent = true;
    });
    const sequences = lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence);
    expect(sequences).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });
});

describe('bad input', () => {
  const nowhere = '/nowhere/stack.json';
  it.each([
    ['no command', [], 'a command is missing'],
    ['an unknown command', ['sell'], 'sell is no command'],
    ['an unknown option', ['watch', '--loud'], "Unknown option '--loud'"],
    ['an unknown subject', ['watch', 'order:made'], 'order:made is no subject; there are order:cancelled'],
    ['too many subjects', ['watch', 'order:created', 'order:cancelled'], 'watch takes at most one subject'],
    ['an order id that is none', ['show', '42'], '42 is no order id'],
    ['no order id', ['show'], 'show takes one order id'],
    ['no file', ['publish', 'order:created'], 'publish takes a subject and a file'],
    ['a file that is not there', ['publish', 'order:created', nowhere], `${nowhere} cannot be read`],
    ['an unknown subject to publish on', ['publish', 'order:made', '/dev/null'], 'order:made is no subject'],
    ['a file that is no JSON', ['publish', 'order:created', '/dev/null'], '/dev/null is no JSON'],
    ['a subject that can be none', ['publish', 'order made', '/dev/null', '--force'], 'can be no subject'],
    ['a shop that does not run', ['watch', '--stack', nowhere], 'no shop is running'],
    ['another file as stack', ['watch', '--stack', PROGRAM], 'is not the stack.json of a shop'],
  ])('%s: one clear line that says so', (_what, args, words) => {
    let said: unknown;
    try {
      const { stack } = readCommand(args);
      readBrokerAddress(stack ?? broker.stackFile);
    } catch (error) {
      said = error;
    }
    expect(said).toBeInstanceOf(UserError);
    const { message, exitCode } = said as UserError;
    expect(message).toContain(words);
    expect(message).not.toContain('\n');
    expect(exitCode).toBe(2);
  });

  it('is reported on standard error, with exit code 2', async () => {
    expect(await run('sell')).toEqual({
      code: 2,
      out: [],
      err: ['sell is no command: watch, show or publish (see --help)'],
    });
  });

  it('a broker that is unavailable: one line and exit code 1', async () => {
    const nats = { url: 'nats://127.0.0.1:1', clusterId: 'ticketing', monitor: 'http://127.0.0.1:1' };
    const stack = file('away.json', { nats });
    const child = spawn(process.execPath, [PROGRAM, 'watch', '--stack', stack], { stdio: 'pipe' });
    let said = '';
    child.stderr.on('data', (piece) => (said += piece));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said).toMatch(/^the broker at nats:\/\/127\.0\.0\.1:1 does not answer: .*\n$/);
  });

  it('--help lists every command', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const command of ['watch', 'show', 'publish']) expect(out.join('\n')).toContain(`  ${command} `);
  });
});
