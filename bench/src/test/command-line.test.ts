import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { readCommand } from '../command-line';
import { readCommand as readPeerCommand } from '../peer/command-line';

const run = (program: string, ...args: string[]) =>
  spawnSync(process.execPath, [path.resolve(__dirname, '../../build', program), ...args], {
    encoding: 'utf8',
    timeout: 20_000,
  });

describe.each([
  ['npm run bench', 'index.js'],
  ['npm run bench:peer', 'peer/index.js'],
])('%s', (name, program) => {
  it('prints its usage for --help', () => {
    const { status, stdout } = run(program, '--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${name} .*\n`));
    expect(stdout).toContain('--help');
  });

  it('refuses an unknown option in one line, with exit code 2', () => {
    const { status, stdout, stderr } = run(program, '--nonsense');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^[^\n]*nonsense[^\n]*--help[^\n]*\n$/);
  });
});

describe('npm run bench:peer', () => {
  it('runs all trials with a fixed seed by default', () => {
    expect(readPeerCommand(['--checkout', __dirname])).toEqual({ checkout: __dirname, seed: 2026, scale: 1 });
  });

  it.each([
    [[], /--checkout FOLDER is missing/],
    [['--checkout', '/nowhere'], /\/nowhere does not exist/],
    [['--checkout', __dirname, '--scale', '2'], /--scale must be .*, not "2"/],
    [['--checkout', __dirname, '--seed', '1.5'], /--seed must be .*, not "1.5"/],
    [['--checkout', __dirname, 'more'], /more is no option/],
  ])('refuses %j', (args, message) => {
    expect(() => readPeerCommand(args)).toThrow(message);
  });
});

describe('npm run bench', () => {
  it('measures the figures by default', () => {
    expect(readCommand([])).toEqual({ name: 'figures' });
  });

  it('counts round trips 20 times by default', () => {
    expect(readCommand(['--round-trips'])).toEqual({ name: 'round-trips', repetitions: 20 });
    expect(readCommand(['--round-trips', '--repetitions', '3', '--report', 'a.json'])).toEqual({
      ...{ name: 'round-trips', repetitions: 3, report: 'a.json' },
    });
  });

  it.each([
    [['--round-trips', '--repetitions', '0'], /1 to 1000, not "0"/],
    [['--round-trips', '--repetitions', '1.5'], /not "1.5"/],
    [['--round-trips', '--repetitions', '1001'], /not "1001"/],
    [['round-trips'], /round-trips is no option/],
    [['--repetitions', '3'], /--repetitions needs --round-trips/],
    [['--round-trips', '--report', '/nowhere/a.json'], /\/nowhere\/a.json: its folder does not exist/],
    [['--report', 'a.json'], /--report needs --round-trips/],
  ])('refuses %j', (args, message) => {
    expect(() => readCommand(args)).toThrow(message);
  });
});
