import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { root } from '../../repository';
import { runStages } from '../../run/index';
import { logOf, perform, performAll } from '../../run/perform';
import type { Stage } from '../../run/stage';

const TIMEOUT = 'Error: thrown: "Exceeded timeout of 30000 ms for a test.';
const ASSERTION = 'Error: expect(received).toBe(expected)';
const RESULTS = path.join(root, 'artifacts/results');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'stages-'));
  mkdirSync(RESULTS, { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  for (const name of ['a-stage', 'another-stage', 'a-stage-second-try'])
    rmSync(path.join(RESULTS, `${name}.log`), { force: true });
});

/** A runner with two tests in a file, one of which fails at the first try for this reason, or not at all. */
function runnerThatFails(title: string, file: string, reason?: string): Stage {
  const program = path.join(folder, `${title.replaceAll(' ', '-')}.cjs`);
  const passed = { status: 'passed', failureMessages: [] };
  writeFileSync(
    program,
    `const [report, again] = process.argv.slice(2).reverse();
     const isFailed = ${reason !== undefined} && again !== 'again';
     const failure = { status: 'failed', failureMessages: [${JSON.stringify(reason ?? '')}] };
     const passed = ${JSON.stringify(passed)};
     require('node:fs').writeFileSync(report, JSON.stringify({
       ...{ numPassedTests: isFailed ? 1 : 2, numFailedTests: isFailed ? 1 : 0, numRuntimeErrorTestSuites: 0 },
       testResults: [{
         ...{ name: ${JSON.stringify(path.join(root, file))}, status: isFailed ? 'failed' : 'passed' },
         assertionResults: [passed, isFailed ? failure : passed],
       }],
     }));
     process.exitCode = isFailed ? 1 : 0;`,
  );
  return {
    title,
    command: [process.execPath, program],
    runner: {
      report: path.join(folder, `${title}.json`),
      options: (report) => [report],
      onlyThese: () => ['again'],
      hasUsefulStdout: true,
    },
  };
}

it('a file that timed out counts as it ended at its second try, and other files as they ended', async () => {
  const slow = runnerThatFails('a stage', 'client/test/slow.test.tsx', TIMEOUT);
  const good = runnerThatFails('another stage', 'orders/src/test/good.test.ts');
  expect(await runStages([slow, good])).toEqual({ passed: 4, failed: 0 });
});

it('no file gets a second try when one of another stage has failed for good', async () => {
  const slow = runnerThatFails('a stage', 'client/test/slow.test.tsx', TIMEOUT);
  const wrong = runnerThatFails('another stage', 'client/test/wrong.test.tsx', ASSERTION);
  expect(await runStages([slow, wrong])).toEqual({ passed: 2, failed: 2 });
});

it('a runner that does not end after its report is killed and has failed, whatever keeps its output open', async () => {
  const passed = { numPassedTests: 2, numFailedTests: 0, numRuntimeErrorTestSuites: 0, testResults: [] };
  const leftOver = path.join(folder, 'left-over.pid');
  const program = `const { pid } = require('node:child_process').spawn(
      ...[process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit', detached: true }]);
    require('node:fs').writeFileSync(${JSON.stringify(leftOver)}, String(pid));
    require('node:fs').writeFileSync(process.argv[1], ${JSON.stringify(JSON.stringify(passed))});
    setInterval(() => {}, 1000);`;
  const { runner } = runnerThatFails('a stage', 'orders/src/test/good.test.ts');
  const stage = { title: 'a stage', command: [process.execPath, '-e', program], runner: runner! };
  rmSync(runner!.report, { force: true });
  try {
    expect(await perform(stage, undefined, { msToEnd: 200 })).toMatchObject({ passed: 2, failed: 1 });
    expect(readFileSync(logOf('a stage'), 'utf8')).toContain('a test has left something open');
  } finally {
    process.kill(Number(readFileSync(leftOver, 'utf8')), 'SIGKILL');
  }
});

it('a stage says while it runs for how long it has, and nothing any more once it has ended', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const lines = (): unknown[] => log.mock.calls.map(([line]) => line as unknown);
  try {
    const stage = { title: 'a stage', command: [process.execPath, '-e', 'setTimeout(() => {}, 500)'] };
    await perform(stage, undefined, { msBetweenLines: 100 });
    expect(lines()).toContainEqual(expect.stringMatching(/^-- a stage: running for \d+ s$/));
    const { length } = lines();
    await setTimeout(300);
    expect(lines()).toHaveLength(length);
  } finally {
    log.mockRestore();
  }
});

it('a signal to the run ends what its stages have started', async () => {
  const children = path.join(folder, 'children.txt');
  const program = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
      .once('spawn', function () { require('node:fs').writeFileSync(${JSON.stringify(children)}, process.pid + ' ' + this.pid); });
    setInterval(() => {}, 1000);`;
  const run = runStages([{ title: 'a stage', command: [process.execPath, '-e', program] }]);
  const ended = expect(run).rejects.toThrow('ended by SIGTERM');
  await until(() => isWritten(children));
  process.emit('SIGTERM', 'SIGTERM');
  await ended;
  const pids = readFileSync(children, 'utf8').split(' ').map(Number);
  await until(() => !pids.some(isAlive));
});

it('a signal reaches the stages before a build under way, whose own handler exits', async () => {
  const onBuild = (): void => {};
  process.once('SIGTERM', onBuild);
  const stage = { title: 'a stage', command: [process.execPath, '-e', 'setInterval(() => {}, 1000)'] };
  const run = runStages([{ ...stage, isOnSources: true }]);
  expect(process.listeners('SIGTERM')[0]).not.toBe(onBuild);
  process.emit('SIGTERM', 'SIGTERM');
  await expect(run).rejects.toThrow('ended by SIGTERM');
});

describe('a check', () => {
  beforeEach(() => {
    for (const title of ['a stage', 'another stage']) rmSync(begunFile(title), { force: true });
  });

  it('runs beside a test, at a lower priority', async () => {
    await performAll([meeting('a stage', 'another stage'), inBackground('another stage', 'a stage')], 1);
    expect(nicenessOf('another stage')).toBeGreaterThan(nicenessOf('a stage'));
  });

  it('of sources begins before the build is done, and a test does not', async () => {
    const built = hasBegun('another stage').then(() => expect(existsSync(begunFile('a stage'))).toBe(false));
    const check = { ...inBackground('another stage', 'a stage'), isOnSources: true };
    const outcomes = await performAll([meeting('a stage', 'another stage'), check], 1, built);
    expect(outcomes.map(({ passed }) => passed)).toEqual([1, 1]);
  });

  it('ends when the build fails, and no test begins', async () => {
    const built = hasBegun('another stage').then(() => Promise.reject(new Error('does not compile')));
    const check = { ...inBackground('another stage', 'a stage'), isOnSources: true };
    const run = performAll([meeting('a stage', 'another stage'), check], 1, built);
    await expect(run).rejects.toThrow('does not compile');
    const pid = Number(readFileSync(begunFile('another stage'), 'utf8'));
    await until(() => !isAlive(pid));
    expect(existsSync(begunFile('a stage'))).toBe(false);
  });
});

const begunFile = (title: string): string => path.join(folder, `${title}.begun`);
const hasBegun = (title: string): Promise<void> => until(() => isWritten(begunFile(title)));
const isWritten = (file: string): boolean => existsSync(file) && readFileSync(file, 'utf8') !== '';

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await setTimeout(10);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Ends well only when the other stage has begun too. */
function meeting(title: string, other: string): Stage {
  const program = `const { existsSync, writeFileSync } = require('node:fs');
    writeFileSync(${JSON.stringify(begunFile(title))}, String(process.pid));
    setInterval(() => {
      if (!existsSync(${JSON.stringify(begunFile(other))})) return;
      writeFileSync(${JSON.stringify(path.join(folder, title))}, String(require('node:os').getPriority()));
      process.exit();
    }, 10);
    setTimeout(() => process.exit(1), 10_000);`;
  return { title, command: [process.execPath, '-e', program] };
}

const inBackground = (title: string, other: string): Stage => ({
  ...meeting(title, other),
  isBackground: true,
});

const nicenessOf = (title: string): number => Number(readFileSync(path.join(folder, title), 'utf8'));
