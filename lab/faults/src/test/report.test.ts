import { asCounts, asMarkdown, asTable, type Report } from '../report';

const common = { fault: 'kill -9', goal: 'nothing', amount: '3 kills', seen: ['p99 2.0 s'], seconds: 4.2 };
const report: Report = {
  seed: 9,
  isQuick: true,
  stretch: 3.04,
  date: '2026-01-02T03:04:05.000Z',
  results: [
    { id: 'T2', ...common, violations: [], misses: [] },
    { id: 'T3', ...common, violations: ['I1 stock of x is 3'], misses: ['p99 is 9 s'] },
    { id: 'T4', ...common, violations: [], misses: ['p99 is 9 s'] },
    { id: 'T5', ...common, violations: [], misses: [], error: 'no shop' },
  ],
};

describe('the report of a run', () => {
  it('counts each experiment as jest counts a test', () => {
    expect(asCounts(report)).toMatchObject({
      numPassedTests: 1,
      numFailedTests: 3,
      testResults: [
        { name: 'T2', status: 'passed', assertionResults: [{ status: 'passed' }] },
        { name: 'T3', status: 'failed', message: 'VIOLATION I1 stock of x is 3\nMISSED p99 is 9 s' },
        { name: 'T4', status: 'failed', message: 'MISSED p99 is 9 s' },
        { name: 'T5', status: 'failed', message: 'NOT FINISHED no shop' },
      ],
    });
  });

  it('lets a limit of time be tried again, and neither a broken promise nor an error', () => {
    const { testResults } = asCounts(report) as { testResults: { isFinal: boolean }[] };
    expect(testResults.map(({ isFinal }) => isFinal)).toEqual([false, true, false, true]);
  });

  it('is a table for a terminal and one for a page, both with the seed', () => {
    expect(asTable(report).split('\n')).toEqual([
      'T2  passed                    4 s  3 kills  p99 2.0 s',
      'T3  violations: 1, missed: 1  4 s  3 kills  p99 2.0 s',
      'T4  missed: 1                 4 s  3 kills  p99 2.0 s',
      'T5  not finished              4 s  3 kills  p99 2.0 s',
      'seed 9',
    ]);
    expect(asMarkdown(report)).toContain('| T3 | kill -9 | 3 kills | p99 2.0 s | violations: 1, missed: 1 |');
    expect(asMarkdown(report)).toContain('Quick plan of 2026-01-02, seed 9, limits of time × 3.0.');
  });
});
