import { asCounts, asMarkdown, asTable, type Report } from '../report';
import { percentile, slope } from '../figures';

const common = { fault: 'kill -9', goal: 'nothing', dose: '3 kills', seen: ['p99 2.0 s'], seconds: 4.2 };
const report: Report = {
  seed: 9,
  isQuick: true,
  date: '2026-01-02T03:04:05.000Z',
  results: [
    { id: 'T2', ...common, misses: [] },
    { id: 'T3', ...common, misses: ['I1 stock of x is 3'] },
  ],
};

describe('the report of a run', () => {
  it('counts each experiment as jest counts a test', () => {
    expect(asCounts(report)).toMatchObject({
      numPassedTests: 1,
      numFailedTests: 1,
      testResults: [
        { name: 'T2', status: 'passed', assertionResults: [{ status: 'passed' }] },
        { name: 'T3', status: 'failed', message: 'I1 stock of x is 3' },
      ],
    });
  });

  it('is a table for a terminal and one for a page, both with the seed', () => {
    expect(asTable(report).split('\n')).toEqual([
      'T2  passed  4 s  3 kills  p99 2.0 s',
      'T3  MISSED  4 s  3 kills  p99 2.0 s',
      'seed 9',
    ]);
    expect(asMarkdown(report)).toContain('| T3 | kill -9 | 3 kills | p99 2.0 s | missed: 1 |');
    expect(asMarkdown(report)).toContain('Quick plan of 2026-01-02, seed 9.');
  });
});

describe('figures', () => {
  it('percentiles are values that were measured', () => {
    expect(percentile([5, 1, 4, 2, 3], 50)).toBe(3);
    expect(percentile([5, 1, 4, 2, 3], 99)).toBe(5);
    expect(percentile([], 99)).toBe(0);
  });

  it('the slope of a line is the line', () => {
    expect(slope([0, 1, 2, 3].map((x) => ({ x, y: 2 * x + 7 })))).toBeCloseTo(2);
    expect(slope([{ x: 1, y: 1 }])).toBe(0);
  });
});
