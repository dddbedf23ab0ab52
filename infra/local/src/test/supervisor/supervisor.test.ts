import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessSpec } from '../../supervisor/managed-process';
import { identify } from '../../supervisor/process-identity';
import { Supervisor } from '../../supervisor/supervisor';
import { Watchdog } from '../../supervisor/watchdog-link';
import { tempFolder } from '../temp-folder';

const folder = tempFolder();
let watchdog: Watchdog;
let supervisor: Supervisor;
let said: string[];
let starts: number;

beforeEach(() => {
  said = [];
  starts = 0;
  const say = (line: string) => said.push(line);
  watchdog = new Watchdog(path.join(folder.path, 'processes.json'), [], say);
  supervisor = new Supervisor({ say, started: () => (starts += 1), watchdog, lookEveryMs: 500 });
});

afterEach(async () => {
  supervisor.kill();
  await supervisor.stop();
  await watchdog.close();
});

const IDLE = 'setInterval(() => {}, 1000)';

/** A tiny program: it writes "up" into the file of its name when it runs. */
function program(name: string, script: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
  const file = path.join(folder.path, name);
  return {
    name,
    command: process.execPath,
    args: ['-e', `${script}; require('fs').writeFileSync(${JSON.stringify(file)}, 'up')`],
    cwd: folder.path,
    env: { PATH: process.env.PATH },
    logFile: `${file}.log`,
    ready: async () => existsSync(file),
    tier: 1,
    stopWithinMs: 5_000,
    ...more,
  };
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('it does not become so');
    await sleep(10);
  }
}

it('starts a killed program again under a new number, and says so', async () => {
  supervisor.start(program('orders', IDLE));
  await supervisor.ready('orders');
  const first = supervisor.pids().orders!;
  process.kill(first, 'SIGKILL');
  await until(() => supervisor.pids().orders !== undefined && supervisor.pids().orders !== first);
  expect(said).toEqual([expect.stringMatching(/^orders died \(SIGKILL\); starting it again in 0.25 s/)]);
  expect(starts).toBeGreaterThanOrEqual(2);
});

it('starts a program anew that lives and is stuck, and says why', async () => {
  let isStuck = true;
  const stuck = () => (isStuck ? 'it cannot write' : undefined);
  supervisor.start(program('nats', IDLE, { stuck }));
  await supervisor.ready('nats');
  const first = supervisor.pids().nats!;
  await until(() => said.length > 0);
  isStuck = false;
  await until(() => supervisor.pids().nats !== undefined && supervisor.pids().nats !== first);
  expect(said).toEqual([expect.stringMatching(/^nats died \(it cannot write\); starting it again/)]);
});

describe('on a full disk', () => {
  async function crash(name: string): Promise<void> {
    const first = supervisor.pids()[name]!;
    supervisor.crash(name);
    await until(() => supervisor.pids()[name] !== undefined && supervisor.pids()[name] !== first);
  }

  it('starts a program again when neither the list of processes nor the stack file can be written', async () => {
    const list = path.join(folder.path, 'no-folder/processes.json');
    const lost: string[] = [];
    await watchdog.close();
    watchdog = new Watchdog(list, [], (line) => lost.push(line));
    const started = () => {
      throw new Error('ENOSPC: no space left on device');
    };
    supervisor = new Supervisor({ say: (line) => said.push(line), started, watchdog });
    supervisor.start(program('orders', IDLE));
    await supervisor.ready('orders');
    await crash('orders');
    await crash('orders');
    expect(lost).toEqual([expect.stringMatching(/^The state of the shop cannot be written: .*ENOENT/)]);
    expect(said).toEqual([
      'The state of the shop cannot be written: ENOSPC: no space left on device',
      expect.stringMatching(/^orders died/),
      expect.stringMatching(/^orders died/),
    ]);
  });

  it('tries again to start a program whose start fails, and says why', async () => {
    const spec = program('nats', IDLE);
    let asked = 0;
    const args = () => {
      if (++asked === 2) throw new Error('ENOSPC: no space left on device');
      return spec.args as string[];
    };
    supervisor.start({ ...spec, args });
    await supervisor.ready('nats');
    await crash('nats');
    expect(said.at(-1)).toMatch(/^nats died \(ENOSPC: no space left on device\); starting it again/);
  });

  it('echoes what a program writes, without blank lines, when its log cannot hold it', async () => {
    const logs = path.join(folder.path, 'logs');
    mkdirSync(logs);
    const echoed: string[] = [];
    const go = path.join(folder.path, 'go');
    const script = `const look = setInterval(() => {
      if (!require('fs').existsSync(${JSON.stringify(go)})) return;
      console.log('\\n \\nhello');
      process.exit();
    }, 20)`;
    const echo = (line: string) => echoed.push(line);
    supervisor.start(program('auth', script, { logFile: path.join(logs, 'auth.log'), echo }));
    await supervisor.ready('auth');
    rmSync(logs, { recursive: true });
    writeFileSync(go, '');
    await until(() => echoed.includes('hello'));
    expect(echoed).toEqual(['hello']);
  });
});

it('gives up on a program that dies again and again before it was ever ready, with its error or last words', async () => {
  supervisor.start(program('cart', `console.error('JWT_KEY is required'); process.exit(1)`));
  supervisor.start(program('orders', `require('/no/such/module')`));
  await Promise.all([
    expect(supervisor.ready('cart')).rejects.toThrow(
      /^cart does not start: JWT_KEY is required \(see .*cart\.log\)$/,
    ),
    expect(supervisor.ready('orders')).rejects.toThrow(/^orders does not start: Error: Cannot find module/),
  ]);
});

it.each([
  ['a full disk', 'E', 'DBException in initAndListen, terminating', 'No space left on device'],
  ['the fatal message', 'F', 'Fatal assertion', 'Fatal assertion'],
])('says of a mongod that gave up and wrote a backtrace: %s', async (_what, severity, msg, words) => {
  const lines = [
    { s: severity, msg, attr: { error: `FileStreamFailed: Unable to write to file: mongod.lock ${words}` } },
    ...Array.from({ length: 60 }, () => ({ s: 'I', msg: 'Frame', attr: { frame: {} } })),
  ];
  const script = `console.log(${JSON.stringify(lines.map((line) => JSON.stringify(line)).join('\n'))}); process.exit(14)`;
  supervisor.start(program('mongo', script));
  await expect(supervisor.ready('mongo')).rejects.toThrow(`mongo does not start: ${words} (see `);
});

it('says of a program that cannot be run at all what the system says', async () => {
  supervisor.start(program('nats', '', { command: '/no/such/program' }));
  await until(() => said.length > 0);
  expect(said[0]).toMatch(/nats died \(spawn \/no\/such\/program ENOENT\)/);
});

it('stops tier after tier', async () => {
  const log = path.join(folder.path, 'order');
  writeFileSync(log, '');
  const writes = (name: string) =>
    `${IDLE}; process.on('SIGTERM', () => setTimeout(() => { require('fs').appendFileSync(${JSON.stringify(log)}, '${name} '); process.exit() }, 50))`;
  supervisor.start(program('database', writes('database'), { tier: 3 }));
  supervisor.start(program('service', writes('service'), { tier: 2 }));
  supervisor.start(program('client', writes('client'), { tier: 1 }));
  await Promise.all(['database', 'service', 'client'].map((name) => supervisor.ready(name)));
  await supervisor.stop();
  expect(readFileSync(log, 'utf8')).toBe('client service database ');
  expect(supervisor.pids()).toEqual({});
  expect(said).toEqual([]);
});

it('kills a program that does not stop in its time, with the children that it started', async () => {
  const child = path.join(folder.path, 'child');
  const stubborn = `process.on('SIGTERM', () => {}); ${IDLE};
    const c = require('child_process').spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); ${IDLE}"]);
    require('fs').writeFileSync(${JSON.stringify(child)}, String(c.pid))`;
  supervisor.start(program('stubborn', stubborn, { stopWithinMs: 300 }));
  await supervisor.ready('stubborn');
  // Neither ends by itself: this waits for ever unless they are killed.
  await supervisor.stop();
  await until(() => identify(Number(readFileSync(child, 'utf8'))) === undefined);
});

it('leaves no child of a program that died', async () => {
  const child = path.join(folder.path, 'child');
  const script = `const c = require('child_process').spawn(process.execPath, ['-e', '${IDLE}']);
    require('fs').writeFileSync(${JSON.stringify(child)}, String(c.pid)); setTimeout(() => process.exit(1), 200)`;
  supervisor.start(program('parent', script));
  await until(() => said.length > 0);
  await until(() => identify(Number(readFileSync(child, 'utf8'))) === undefined);
});

it('does not start a program again that dies while everything stops', async () => {
  supervisor.start(program('service', IDLE));
  supervisor.start(
    program('slow', `${IDLE}; process.on('SIGTERM', () => setTimeout(() => process.exit(), 600))`),
  );
  await Promise.all([supervisor.ready('service'), supervisor.ready('slow')]);
  await supervisor.stop();
  expect(supervisor.pids()).toEqual({});
});

it('keeps what a program writes', async () => {
  const spec = program('auth', `console.log('hello'); ${IDLE}`);
  supervisor.start(spec);
  await supervisor.ready('auth');
  expect(readFileSync(spec.logFile, 'utf8')).toBe('hello\n');
});
