import { afterSecondTry, outcomeOfCheck, outcomeOfRunner, slowest, type Outcome } from '../../run/outcome';
import type { Suite } from '../../second-try';

const suite = (name: string, passed: number, failed: number, seconds = 1): Suite => ({
  name,
  status: failed > 0 ? 'failed' : 'passed',
  startTime: 0,
  endTime: seconds * 1000,
  assertionResults: [
    ...Array.from({ length: passed }, () => ({ status: 'passed' })),
    ...Array.from({ length: failed }, () => ({ status: 'failed' })),
  ],
});
const outcome = (...suites: Suite[]): Outcome => ({
  passed: suites.flatMap((each) => each.assertionResults).filter(({ status }) => status === 'passed').length,
  failed: suites.flatMap((each) => each.assertionResults).filter(({ status }) => status === 'failed').length,
  suites,
});

describe('the sum of a run', () => {
  it('counts a check as one test', () => {
    expect(outcomeOfCheck(0)).toMatchObject({ passed: 1, failed: 0 });
    expect(outcomeOfCheck(1)).toMatchObject({ passed: 0, failed: 1 });
    expect(outcomeOfCheck(null)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts a runner that died before its report as one failure', () => {
    expect(outcomeOfRunner('/nowhere/report.json', null)).toEqual({ passed: 0, failed: 1, suites: [] });
  });

  it('counts a repeated suite as it ended the second time, each of its tests once', () => {
    const [good, bad] = [suite('good', 3, 0), suite('bad', 2, 1)];
    const first = outcome(good, bad);
    expect(afterSecondTry(first, [bad], outcome(suite('bad', 3, 0)))).toMatchObject({ passed: 6, failed: 0 });
    expect(afterSecondTry(first, [bad], outcome(suite('bad', 2, 1)))).toMatchObject({ passed: 5, failed: 1 });
  });
});

it('the slowest files come first', () => {
  const suites = [suite('a', 1, 0, 2), suite('b', 1, 0, 30.25), suite('c', 1, 0, 1)];
  expect(slowest(suites, 2)).toEqual(['  30.3 s  b', '   2.0 s  a']);
});
