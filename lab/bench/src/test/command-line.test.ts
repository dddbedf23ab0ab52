import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { readCommand } from '../command-line';

const PROGRAM = path.resolve(__dirname, '../../build/index.js');
const run = (...args: string[]) =>
  spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 20_000 });

describe('npm run bench', () => {
  it('prints its usage for --help', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^npm run bench .*\n/);
    expect(stdout).toContain('--help');
  });

  it('refuses an unknown option in one line, with exit code 2', () => {
    const { status, stdout, stderr } = run('--nonsense');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^[^\n]*nonsense[^\n]*--help[^\n]*\n$/);
  });

  it('measures the figures by default', () => {
    expect(readCommand([])).toEqual({ name: 'figures' });
  });

  it('counts round trips 20 times by default', () => {
    expect(readCommand(['--round-trips'])).toEqual({ name: 'round-trips', repetitions: 20 });
    expect(readCommand(['--round-trips', '--repetitions', '3', '--report', 'a.json'])).toEqual({
      name: 'round-trips',
      repetitions: 3,
      report: 'a.json',
    });
  });

  it('compares the hot routes with their limits', () => {
    expect(readCommand(['--quick'])).toEqual({ name: 'requests', isQuick: true, isGate: false });
    expect(readCommand(['--gate', '--report', 'a.json'])).toEqual({
      name: 'requests',
      isQuick: false,
      isGate: true,
      report: 'a.json',
    });
  });

  it('compares little with much stored', () => {
    expect(readCommand(['--growth'])).toEqual({ name: 'growth' });
  });

  it('measures the streams of orders', () => {
    expect(readCommand(['--streams'])).toEqual({ name: 'streams' });
  });

  it('compares the bus with the client of the broker', () => {
    expect(readCommand(['--bus'])).toEqual({ name: 'bus' });
  });

  it('profiles the hot routes', () => {
    expect(readCommand(['--profile'])).toEqual({ name: 'profile' });
  });

  it('watches the memory for half an hour by default', () => {
    expect(readCommand(['--memory'])).toEqual({ name: 'memory', minutes: 30 });
    expect(readCommand(['--memory', '--minutes', '5'])).toEqual({ name: 'memory', minutes: 5 });
  });

  it.each([
    [['--growth', '--quick'], /--growth goes with no other option/],
    [['--streams', '--growth'], /--growth goes with no other option/],
    [['--bus', '--quick'], /--bus goes with no other option/],
    [['--streams', '--quick'], /--streams goes with no other option/],
    [['--round-trips', '--repetitions', '0'], /1 to 1000, not "0"/],
    [['--round-trips', '--repetitions', '1.5'], /not "1.5"/],
    [['--round-trips', '--repetitions', '1001'], /not "1001"/],
    [['--memory', '--minutes', '0'], /--minutes must be a whole number from 1 to 1000, not "0"/],
    [['--memory', '--quick'], /--memory goes with no other option than --minutes/],
    [['--memory', '--round-trips'], /--memory goes with no other option than --minutes/],
    [['--memory', '--report', 'a.json'], /--memory goes with no other option than --minutes/],
    [['--minutes', '5'], /--minutes needs --memory/],
    [['--growth', '--memory'], /--growth goes with no other option/],
    [['round-trips'], /round-trips is no option/],
    [['--repetitions', '3'], /--repetitions needs --round-trips/],
    [['--round-trips', '--report', '/nowhere/a.json'], /\/nowhere\/a.json: its folder does not exist/],
    [['--round-trips', '--quick'], /--round-trips goes with neither --quick nor --gate/],
    [['--report', 'a.json'], /--report needs --quick, --gate or --round-trips/],
  ])('refuses %j', (args, message) => {
    expect(() => readCommand(args)).toThrow(message);
  });
});
