import { spawnSync } from 'node:child_process';
import path from 'node:path';

const PROGRAM = path.resolve(__dirname, '../../run.mjs');
const run = (...args: string[]) =>
  spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 20_000 });

describe('npm run test:model', () => {
  it('prints its usage for --help', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^npm run test:model .*\n/);
  });

  it.each([['--nonsense'], ['--runs', '0']])('refuses %j in one line, with exit code 2', (...args) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});
