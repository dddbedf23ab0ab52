import { readFileSync } from 'node:fs';
import type { Suite } from '../second-try';

/** The result of a stage. */
export interface Outcome {
  passed: number;
  failed: number;
  /** Of a runner: its files or experiments. */
  suites: Suite[];
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: Suite[];
}

/** A check counts as one test. */
export const outcomeOfCheck = (code: number | null): Outcome => ({
  ...(code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
  suites: [],
});

/** A suite that could not even start has no tests to count: it counts as one failure. */
export function outcomeOfRunner(report: string, code: number | null): Outcome {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = readReport(report);
  const failures = numFailedTests + numRuntimeErrorTestSuites;
  return {
    passed: numPassedTests,
    failed: code === 0 ? failures : Math.max(failures, 1),
    suites: testResults,
  };
}

/** A runner that died before it could report has no suites. */
function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, testResults: [] };
  }
}

const passedIn = (suite: Suite): number =>
  suite.assertionResults.filter(({ status }) => status === 'passed').length;

/** A stage after some of its suites were repeated: only their second outcome counts. */
export function afterSecondTry(first: Outcome, repeated: readonly Suite[], second: Outcome): Outcome {
  const passedBefore = repeated.reduce((sum, suite) => sum + passedIn(suite), 0);
  return {
    passed: first.passed - passedBefore + second.passed,
    failed: second.failed,
    suites: [...first.suites.filter((suite) => !repeated.includes(suite)), ...second.suites],
  };
}

/** The slowest suites of a run, a line each. */
export function slowest(suites: readonly Suite[], count: number): string[] {
  return suites
    .map(({ name, startTime = 0, endTime = 0 }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, count)
    .map(({ name, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${name}`);
}
