import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ChaosFolder } from '../chaos-folder';

const BUILD = path.resolve(__dirname, '../../build/preload');

let folder: string;
let chaos: ChaosFolder;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'chaos-'));
  chaos = new ChaosFolder(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a little program in a process of its own, with the parts of the preload that it names. */
async function run(program: string): Promise<{ signal: string | null; output: string }> {
  const file = path.join(folder, 'program.js');
  const head = `const { ChaosFolder } = require(${JSON.stringify(path.join(BUILD, '../chaos-folder'))});
    const chaos = new ChaosFolder(${JSON.stringify(folder)});
    const part = (name) => require(${JSON.stringify(BUILD)} + '/' + name);\n`;
  writeFileSync(file, head + program);
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { signal, output };
}

describe('crash points', () => {
  const program = `
    const points = new (part('crash-points').CrashPoints)(chaos, 'orders');
    for (let round = 1; round <= 3; round += 1) {
      points.before('insert orders');
      require('node:fs').writeSync(1, 'wrote ' + round + '\\n');
      points.after('insert orders');
    }`;

  it('are noted while somebody records, each once', async () => {
    chaos.record('today');
    const { output } = await run(program);
    expect(output).toBe('wrote 1\nwrote 2\nwrote 3\n');
    expect(chaos.seen('orders', 'today')).toEqual([
      'orders after insert orders',
      'orders before insert orders',
    ]);
    chaos.record('tomorrow');
    await run(`new (part('crash-points').CrashPoints)(chaos, 'orders').before('update orders')`);
    expect(chaos.seen('orders', 'tomorrow')).toEqual(['orders before update orders']);
  });

  it('kill the process at the armed label, at the time that was wanted, and once', async () => {
    chaos.arm('orders', { label: 'orders before insert orders', nth: 2, signal: 'SIGKILL' });
    expect(await run(program)).toEqual({ signal: 'SIGKILL', output: 'wrote 1\n' });
    expect(chaos.armed('orders')).toBeUndefined();
    expect(chaos.struck('orders')).toBeGreaterThan(0);
    expect((await run(program)).signal).toBeNull();
  });

  it('spare a process that is of another service', async () => {
    chaos.arm('cart', { label: 'orders before insert orders', nth: 1, signal: 'SIGKILL' });
    expect((await run(program)).signal).toBeNull();
  });
});

describe('a clock that is off', () => {
  it('shows another time wherever it is asked, and dates that were given stay as they are', async () => {
    chaos.setClocks({ orders: 3_600_000 });
    const { output } = await run(`
      const real = Date.now();
      part('clock').skewClock(chaos, 'orders');
      const ahead = [Date.now(), new Date().getTime(), Date.parse(Date())].map((time) => Math.round((time - real) / 60000));
      const given = new Date(5);
      console.log(JSON.stringify([ahead, given.getTime(), given instanceof Date, new Date() instanceof Date]));
      process.exit();`);
    expect(JSON.parse(output)).toEqual([[60, 60, 60], 5, true, true]);
  });
});

describe('deliveries', () => {
  const deliver = (faults: object): Promise<{ output: string }> => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, 'deliveries.json'),
      JSON.stringify({ seed: 3, longestDelayMs: 20, ...faults }),
    );
    return run(`
      const deliveries = new (part('deliveries').FaultyDeliveries)(chaos);
      const received = [];
      for (let number = 0; number < 100; number += 1) {
        const message = (again) => ({ isRedelivered: () => again });
        deliveries.handOn(message(number % 2 === 1), () => received.push(number));
      }
      setTimeout(() => { console.log(JSON.stringify(received)); process.exit(); }, 200);`);
  };
  const received = async (faults: object): Promise<number[]> =>
    JSON.parse((await deliver(faults)).output) as number[];
  const all = Array.from({ length: 100 }, (_, number) => number);

  it('are doubled by a fault', async () => {
    const numbers = await received({ duplicate: 0.5, delay: 0, drop: 0 });
    expect(numbers.length).toBeGreaterThan(200);
    expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual(all);
  });

  it('overtake each other when a fault delays some', async () => {
    const numbers = await received({ duplicate: 0, delay: 0.5, drop: 0 });
    expect(numbers).not.toEqual(all);
    expect(numbers.sort((a, b) => a - b)).toEqual(all);
  });

  it('get lost the first time, never when the broker sends again', async () => {
    const numbers = await received({ duplicate: 0, delay: 0, drop: 1 });
    expect(numbers).toEqual(all.filter((number) => number % 2 === 1));
  });
});

describe('links', () => {
  it('lead to the proxy, which learns where they led', async () => {
    chaos.setLinks({ 'orders>mongo': 4711 });
    const { output } = await run(`
      const env = { MONGO_URI: 'mongodb://orders:12e4@127.0.0.1:27017/orders?w=majority', NATS_URL: 'nats://127.0.0.1:4222' };
      part('links').divertLinks(chaos, 'orders', env);
      console.log(JSON.stringify(env));`);
    expect(JSON.parse(output)).toEqual({
      MONGO_URI: 'mongodb://orders:12e4@127.0.0.1:4711/orders?w=majority',
      NATS_URL: 'nats://127.0.0.1:4222',
    });
    expect(chaos.target('orders>mongo')).toEqual({ host: '127.0.0.1', port: 27017 });
  });
});
