import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readStack } from '@ecommerce/e2e/stack';
import { HELP, readCommand } from '../command-line';

const STACK = ['--stack', __filename];

function run(...args: string[]) {
  const program = path.resolve(__dirname, '../../build/index.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr: stderr.trimEnd() };
}

it('has defaults for everything but the seed, which is new each time', () => {
  const { options, isAudited } = readCommand(STACK, {}) ?? {};
  expect(options).toMatchObject({
    shoppers: 20,
    checkouts: 1_000,
    products: 10,
    scarce: 2,
    settleWithinMs: 30_000,
  });
  expect(options?.observationsFile).toMatch(/artifacts\/load-observations\.jsonl$/);
  expect(isAudited).toBe(true);
  expect(readCommand(STACK, {})?.options.seed).not.toBe(options?.seed);
});

it('reads a stack.json with a byte order mark', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'load-'));
  const file = path.join(folder, 'stack.json');
  writeFileSync(file, '\ufeff{"mongo":{}}');
  expect(readStack(file)).toEqual({ mongo: {} });
  rmSync(folder, { recursive: true });
});

it('finds the stack.json of a data folder outside of the repository', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'load-'));
  writeFileSync(path.join(folder, 'stack.json'), '{}');
  const { options } = readCommand([], { SHOP_DATA_DIR: folder }) ?? {};
  expect(options?.stackFile).toBe(path.join(folder, 'stack.json'));
  rmSync(folder, { recursive: true });
});

it('takes what it is given', () => {
  const flags = ['--shoppers', '3', '--checkouts', '50', '--seed', '7', '--products', '4', '--scarce', '3'];
  const command = readCommand(
    [...STACK, ...flags, '--settle', '5', '--observations', '/x/y', '--no-audit'],
    {},
  );
  expect(command).toEqual({
    options: {
      stackFile: __filename,
      shoppers: 3,
      checkouts: 50,
      seed: 7,
      products: 4,
      scarce: 3,
      settleWithinMs: 5_000,
      observationsFile: path.resolve('/x/y'),
    },
    isAudited: false,
  });
});

it.each([
  [['--shoppers', '0'], '--shoppers must be a whole number from 1 to 1000, not "0"'],
  [['--checkouts', 'many'], '--checkouts must be a whole number from 1 to 1000000, not "many"'],
  [['--seed', '-1'], /--seed/],
  [['--seed', '4294967296'], '--seed must be a whole number from 0 to 4294967295, not "4294967296"'],
  [['--products', '2', '--scarce', '2'], '--scarce must be a whole number from 0 to 1, not "2"'],
  [['--settle', '1.5'], '--settle must be a whole number from 1 to 600, not "1.5"'],
  [['--shopper', '1'], "Unknown option '--shopper' (see --help)"],
  [['more'], /more/],
])('refuses %j in one line', (flags, message) => {
  expect(() => readCommand([...STACK, ...flags], {})).toThrow(message);
});

it('ends with one line and exit code 2 for bad input and without a shop', () => {
  const empty = mkdtempSync(path.join(os.tmpdir(), 'load-'));
  const stack = path.join(empty, 'stack.json');
  expect(run('--shoppers', 'x')).toEqual({
    status: 2,
    stdout: '',
    stderr: '--shoppers must be a whole number from 1 to 1000, not "x"',
  });
  expect(run('--stack', stack)).toEqual({
    status: 2,
    stdout: '',
    stderr: `no shop is running: there is no ${stack} (npm start, or --stack <file>)`,
  });
  writeFileSync(stack, '{}');
  expect(run('--stack', stack, '--no-audit')).toMatchObject({
    status: 2,
    stderr: `${stack} is not the stack.json of a shop: it has no gateway.http`,
  });
  writeFileSync(stack, '{"gateway":{"http":"http://127.0.0.1:1"}}');
  expect(run('--stack', stack, '--observations', empty)).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^\S+ cannot be written: .*$/) as string,
  });
  rmSync(empty, { recursive: true });
});

it('prints its usage for --help', () => {
  expect(run('--help')).toEqual({ status: 0, stdout: `${HELP}\n`, stderr: '' });
});
