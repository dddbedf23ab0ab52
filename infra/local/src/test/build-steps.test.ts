import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { children } from '@ecommerce/events/test/children';
import { identify } from '../supervisor/process-identity';
import { REPOSITORY } from '../settings';
import { tempFolder } from './temp-folder';

const owned = children();
const folder = tempFolder();
const inside = (file: string) => path.join(folder.path, file);

/** A repository with the real build script, and a compiler and a builder of pages that each test scripts. */
beforeEach(() => {
  for (const inner of [
    'infra/local',
    'client/.next',
    'node_modules/typescript/bin',
    'node_modules/next/dist/bin',
  ])
    mkdirSync(inside(inner), { recursive: true });
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json'])
    writeFileSync(inside(file), '{"packages":{}}');
  copyFileSync(
    path.join(REPOSITORY, 'infra/local/build-what-changed.mjs'),
    inside('infra/local/build-what-changed.mjs'),
  );
  tool('typescript/bin/tsc', 'tsc');
  tool('next/dist/bin/next', 'next');
});

/** A program that adds its number to the file of its name, and goes on as `script` says. */
function tool(file: string, name: string, script = ''): void {
  const note = `require('fs').appendFileSync(${JSON.stringify(inside(name))}, process.pid + '\\n');`;
  writeFileSync(inside(`node_modules/${file}`), note + script);
}

const pidsOf = (name: string): number[] =>
  existsSync(inside(name)) ? readFileSync(inside(name), 'utf8').trim().split('\n').map(Number) : [];

/** @param meanwhile a script that runs once the start has claimed the build */
function build({ isDev = false, meanwhile = '' } = {}): {
  child: ChildProcess;
  output: () => string;
  ended: Promise<unknown[]>;
} {
  const url = pathToFileURL(inside('infra/local/build-what-changed.mjs')).href;
  const script = `import { writeFileSync } from 'node:fs';
    import { buildWhatChanged } from '${url}';
    const built = buildWhatChanged({ isDev: ${isDev} });
    ${meanwhile};
    await built;`;
  const child = owned(spawn(process.execPath, ['--input-type=module', '-e', script]));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => (output += piece.toString()));
  return { child, output: () => output, ended: once(child, 'close') };
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('it does not become so');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const isGone = (pid: number): boolean => identify(pid) === undefined;
const WAIT = 'setInterval(() => {}, 1000);';

it('a signal ends every step that runs', async () => {
  tool('typescript/bin/tsc', 'tsc', WAIT);
  tool('next/dist/bin/next', 'next', WAIT);
  const { child, ended } = build();
  await until(() => pidsOf('tsc').length === 1 && pidsOf('next').length === 1);
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  await until(() => [...pidsOf('tsc'), ...pidsOf('next')].every(isGone));
  expect(existsSync(inside('infra/local/build/builder'))).toBe(false);
});

it('a signal that npm passes on, after the terminal has sent it, does not cut the end short', async () => {
  tool('typescript/bin/tsc', 'tsc', WAIT);
  const { child, ended } = build({ isDev: true });
  await until(() => pidsOf('tsc').length === 1);
  while (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGINT');
    await setImmediate();
  }
  expect(await ended).toEqual([130, null]);
  await until(() => pidsOf('tsc').every(isGone));
});

it('a step that fails ends the other one', async () => {
  tool('next/dist/bin/next', 'next', WAIT);
  tool(
    'typescript/bin/tsc',
    'tsc',
    `setTimeout(() => { console.log('no such type'); process.exit(1); }, 500);`,
  );
  const { output, ended } = build();
  expect(await ended).toEqual([1, null]);
  expect(output()).toContain('no such type');
  await until(() => pidsOf('next').every(isGone));
});

it('a second start waits for the first one to build, says so in one line, and builds nothing again', async () => {
  tool(
    'next/dist/bin/next',
    'next',
    `const go = ${JSON.stringify(inside('go'))};
    setInterval(() => { if (require('fs').existsSync(go)) process.exit(); }, 10);`,
  );
  const first = build();
  await until(() => pidsOf('next').length === 1);
  const second = build();
  await until(() => second.output().includes('builds here'));
  writeFileSync(inside('go'), '');
  expect([await first.ended, await second.ended]).toEqual([
    [0, null],
    [0, null],
  ]);
  const waits = second.output().match(/^.*builds here.*$/gm);
  expect(waits).toEqual([`Process ${first.child.pid} builds here already: waiting for it…`]);
  expect(pidsOf('next')).toHaveLength(1);
});

it('a start takes over from one that was killed while it built', async () => {
  const builder = inside('infra/local/build/builder');
  mkdirSync(path.dirname(builder));
  writeFileSync(builder, '1');
  utimesSync(builder, 0, 0);
  expect(await build().ended).toEqual([0, null]);
  expect(pidsOf('next')).toHaveLength(1);
});

it('of two starts that take over from a killed one at once, one builds', async () => {
  const builder = inside('infra/local/build/builder');
  mkdirSync(path.dirname(builder));
  writeFileSync(builder, '1');
  utimesSync(builder, 0, 0);
  // As the other one does, which has found the same dead builder.
  const { output, ended } = build({ meanwhile: `writeFileSync(${JSON.stringify(builder)}, '4711')` });
  await until(() => output().includes('Process 4711 builds here already'));
  expect(pidsOf('next')).toEqual([]);
  rmSync(builder);
  expect(await ended).toEqual([0, null]);
  expect(pidsOf('next')).toHaveLength(1);
});
