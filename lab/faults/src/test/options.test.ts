import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readOptions } from '../options';
import { EXPERIMENTS } from '../plan';

const read = (...args: string[]) => readOptions(args, EXPERIMENTS);
const ids = (...args: string[]): string[] => read(...args).experiments.map(({ id }) => id);

describe('the command line of the fault tests', () => {
  it('means everything without options, the quick plan, or what is named', () => {
    expect(ids()).toHaveLength(18);
    expect(ids('--quick')).toEqual(
      expect.arrayContaining(['T1', 'T2', 'T3', 'T4', 'T7', 'T9', 'T10', 'T12', 'T13']),
    );
    expect(ids('--quick')).not.toContain('T17');
    expect(ids('--only', 't5,T1')).toEqual(['T1', 'T5']);
    expect(read('--quick').isQuick).toBe(true);
  });

  it('chooses every quick experiment once in eight turns', () => {
    const turns = [8, 9, 10, 11, 12, 13, 14, 15].map((turn) => ids('--quick', '--rotate', String(turn)));
    for (const turn of turns) expect(turn.length).toBeGreaterThanOrEqual(1);
    expect(turns.flat().sort()).toEqual(ids('--quick').sort());
    expect(ids('--quick', '--rotate', '4', '--only', 'T5')).toEqual(['T5']);
  });

  it('takes a seed, or makes one up', () => {
    expect(read('--seed', '42').seed).toBe(42);
    expect(read().seed).toBeGreaterThan(0);
  });

  it.each([
    [['--seed', 'x'], '--seed must be a whole number up to 2147483647, not "x"'],
    [['--seed', '99999999999'], '--seed must be a whole number'],
    [['--only', 'T99'], '--only knows T1, T2'],
    [['--minutes', '0'], '--minutes must be a number of minutes up to 600, not "0"'],
    [['--rotate', '1'], '--rotate needs --quick'],
    [['--quick', '--rotate', 'x'], '--rotate must be a whole number, not "x"'],
    [['--fast'], "Unknown option '--fast'"],
    [['T1'], "Unexpected argument 'T1'"],
  ])('%j is refused in one line', (args, message) => {
    expect(() => read(...args)).toThrow(message);
    expect(() => read(...args)).toThrow(/^[^\n]*$/);
  });

  it('is given each experiment once every night', () => {
    const nightly = readFileSync(
      path.resolve(__dirname, '../../../../.github/workflows/nightly.yml'),
      'utf8',
    );
    const [jobs = ''] = /^ *only: \[.*\]$/m.exec(nightly) ?? [];
    const all = [...jobs.matchAll(/T\d+/g)].map(([id]) => id);
    expect(all.sort()).toEqual(EXPERIMENTS.map(({ id }) => id).sort());
  });

  it('has each experiment once, in a table', () => {
    const all = EXPERIMENTS.map(({ id }) => id);
    expect(new Set(all).size).toBe(all.length);
    expect(all.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)))).toEqual(
      Array.from({ length: 18 }, (_, index) => `T${index + 1}`),
    );
  });
});
