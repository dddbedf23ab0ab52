import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HotReload } from '../../dev/hot-reload';
import type { ProcessSpec } from '../../supervisor/managed-process';
import { Supervisor } from '../../supervisor/supervisor';
import { Watchdog } from '../../supervisor/watchdog-link';
import { tempFolder } from '../temp-folder';

const folder = tempFolder();
let watchdog: Watchdog;
let supervisor: Supervisor;
let reload: HotReload;
let said: string[];

const inside = (...names: string[]) => path.join(folder.path, ...names);
const source = (name: string) => inside(name, 'src', 'index.ts');
/** What the running process of a service has written: its number, and its words. */
function written(name: string): string[] {
  const file = inside(`${name}.said`);
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ') : [];
}
const words = (name: string) => written(name).slice(1).join(' ');

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A package of its own, with a compiled program that puts a word of `common` and its own into a file. */
function service(name: string): ProcessSpec {
  const file = JSON.stringify(inside(`${name}.said`));
  write(inside(name, 'tsconfig.json'), '{"compilerOptions":{"module":"commonjs","sourceMap":true}}');
  write(source(name), '');
  const program = `require('fs').writeFileSync(${file}, process.pid + ' ' + require('../../common/build').word + __WORD__);
    process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;
  write(inside(name, 'build/index.js'), program.replace('__WORD__', '" old"'));
  return {
    name,
    command: process.execPath,
    args: ['build/index.js'],
    cwd: inside(name),
    env: {},
    logFile: inside(`${name}.log`),
    ready: async () => written(name)[0] === String(supervisor.pids()[name]),
    sources: [inside('common/src'), inside(name, 'src')],
    tier: 1,
    stopWithinMs: 100,
  };
}

beforeEach(async () => {
  said = [];
  watchdog = new Watchdog(inside('processes.json'), [], () => {});
  const say = (line: string) => said.push(line);
  supervisor = new Supervisor({ say, started: () => {}, watchdog });
  write(inside('common/tsconfig.json'), '{"compilerOptions":{"module":"commonjs","sourceMap":true}}');
  write(inside('common/src/test/none.ts'), '');
  write(source('common'), '');
  write(inside('common/build/index.js'), 'exports.word = "old"');
  const specs = [service('orders'), service('cart')];
  for (const spec of specs) supervisor.start(spec);
  await Promise.all(specs.map(({ name }) => supervisor.ready(name)));
  reload = new HotReload(specs, supervisor, say);
});

afterEach(async () => {
  reload.close();
  await supervisor.stop();
  await watchdog.close();
});

/** Waits for the next line and takes it away. */
async function nextLine(): Promise<string> {
  while (said.length === 0) await sleep(10);
  return said.shift() ?? '';
}

it('a change in common restarts every service that runs it, and one line says which', async () => {
  const before = supervisor.pids();
  write(source('common'), 'export const word: string = "new";');
  expect(await nextLine()).toMatch(/common\/src\/index\.ts changed: restarted orders, cart in \d+\.\d s$/);
  expect([words('orders'), words('cart')]).toEqual(['new old', 'new old']);
  const after = supervisor.pids();
  expect([after.orders === before.orders, after.cart === before.cart]).toEqual([false, false]);
  expect(said).toEqual([]);
});

it('a change in a service restarts that one alone, with a map to the source', async () => {
  const { orders } = supervisor.pids();
  write(
    source('cart'),
    readFileSync(inside('cart/build/index.js'), 'utf8').replace('" old"', '" new" as string'),
  );
  expect(await nextLine()).toMatch(/cart\/src\/index\.ts changed: restarted cart in/);
  expect(words('cart')).toBe('old new');
  expect(supervisor.pids().orders).toBe(orders);
  const map = JSON.parse(readFileSync(inside('cart/build/index.js.map'), 'utf8')) as object;
  expect(map).toMatchObject({ sources: ['../src/index.ts'] });
});

it('files that an editor replaces, and files in new folders, are seen', async () => {
  write(inside('draft'), 'export const word: string = "moved";');
  renameSync(inside('draft'), source('common'));
  expect(await nextLine()).toMatch(/index\.ts changed: restarted orders, cart/);
  expect(words('cart')).toBe('moved old');
  write(inside('common/src/more/deep/word.ts'), 'export const word = 1;');
  expect(await nextLine()).toMatch(/word\.ts changed: restarted orders, cart/);
  expect(existsSync(inside('common/build/more/deep/word.js'))).toBe(true);
});

it('a syntax error is reported with its line and restarts nothing; a test restarts nothing', async () => {
  const before = supervisor.pids();
  write(inside('common/src/test/none.ts'), 'export const changed = 1;');
  write(source('common'), '\nexport const = 1;');
  expect(await nextLine()).toMatch(/common\/src\/index\.ts:2: /);
  expect(readFileSync(inside('common/build/index.js'), 'utf8')).toBe('exports.word = "old"');
  expect(supervisor.pids()).toEqual(before);
});

it('a shop that stops during a restart starts nothing again and says nothing', async () => {
  write(source('common'), 'export const word: string = "late";');
  while (readFileSync(inside('common/build/index.js'), 'utf8').includes('old')) await sleep(5);
  reload.close();
  await supervisor.stop();
  await sleep(500);
  expect(supervisor.pids()).toEqual({});
  expect(said).toEqual([]);
});

it('a service that does not start with the change says so, and starts with the next one', async () => {
  write(source('cart'), 'throw new Error("half done");');
  const lines: string[] = [];
  while (!lines.some((line) => line.includes('cart does not start'))) lines.push(await nextLine());
  expect(lines.at(-1)).toMatch(/cart\/src\/index\.ts changed: cart does not start: Error: half done/);
  write(source('cart'), readFileSync(inside('orders/build/index.js'), 'utf8').replaceAll('orders', 'cart'));
  said.length = 0;
  for (;;) if ((await nextLine()).includes('changed: restarted cart in')) break;
  expect(words('cart')).toBe('old old');
});
