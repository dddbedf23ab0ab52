import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../../repository';

const MODULE = path.join(root, 'infra/checks/arguments.mjs');

/** What `npm test -- …` would do, as JSON, or its error. */
function read(...args: string[]): Record<string, unknown> {
  const script = `
    const { readRequest } = await import(${JSON.stringify(MODULE)});
    let answer;
    try { answer = readRequest(${JSON.stringify(args)}) ?? { help: true }; }
    catch ({ message }) { answer = { message }; }
    console.log(JSON.stringify(answer));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

const RUN_ALL = path.join(root, 'infra/checks/run-all.mjs');
const npmTest = (...args: string[]) => spawnSync(process.execPath, [RUN_ALL, ...args], { encoding: 'utf8' });

describe('the command line of npm test', () => {
  it('means a quick run with a new seed when it is empty', () => {
    expect(read()).toMatchObject({ mode: 'quick', parts: [], files: [] });
    expect(Number(read().seed)).toBeGreaterThan(0);
    expect(read('--seed', '7', '--all')).toMatchObject({ mode: 'all', seed: '7' });
    expect(read('--changed')).toMatchObject({ mode: 'changed' });
  });

  it('takes parts by their folder or its last word, and test files by their path', () => {
    const file = 'infra/checks/src/test/run/arguments.test.ts';
    expect(read('orders', 'checks', 'infra/local/', file)).toMatchObject({
      mode: 'named',
      parts: ['orders', 'infra/checks', 'infra/local'],
      files: [file],
    });
    expect(read(path.join(root, file))).toMatchObject({ files: [file] });
  });

  it.each([
    [[], { needsShop: true, needsBrowser: true }],
    [['e2e'], { needsShop: true, needsBrowser: true }],
    [['infra/stripe'], { needsShop: false, needsBrowser: true }],
    [['infra/stripe/src/test/browser.test.ts'], { needsShop: false, needsBrowser: true }],
    [['infra/stripe/src/test/charges.test.ts'], { needsShop: false, needsBrowser: false }],
    [['orders'], { needsShop: false, needsBrowser: false }],
    [['--changed'], { needsShop: false, needsBrowser: false }],
  ])('says what %j needs', (args, needs) => {
    expect(read(...args)).toMatchObject(needs);
  });

  it.each([
    [['nothing'], /^"nothing" is no test file, and no part: common, auth, .*--help/],
    [['orders/src/test/nothing.test.ts'], /^"orders\/src\/test\/nothing.test.ts" is no test file/],
    [['orders/src/index.ts'], /is no test file/],
    [['--seed', 'x'], /^--seed must be a whole number up to 2147483646, not "x"$/],
    [['--seed', '2147483647'], /^--seed must be/],
    [['--fast.er'], /^Unknown option '--fast\.er'.*--help/],
    [['--all', 'orders'], /^--all, --changed and names cannot be combined$/],
  ])('refuses %j in one line', (args, message) => {
    expect(read(...args)).toEqual({ message: expect.stringMatching(message) as string });
  });

  it('ends with exit code 2 for wrong use, before it installs or runs anything', () => {
    const { status, stdout, stderr } = npmTest('nothing');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^"nothing" is no test file[^\n]*\n$/);
  });

  it('refuses to run without an option that npm has kept, and says what to write', () => {
    const { status, stderr } = spawnSync(process.execPath, [RUN_ALL, '7'], {
      env: { ...process.env, npm_config_seed: '7', npm_lifecycle_event: 'test' },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'npm kept --seed: write npm test -- --seed\n' });
  });

  it('says in one line that Node is too old', () => {
    const old = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.10.0' } })`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', old, RUN_ALL, '--help'], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^Node 20\.10\.0 is too old: [^\n]*\n$/);
  });

  it('prints its usage for --help', () => {
    const { status, stdout } = npmTest('--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^npm test .*\n/);
  });
});
