import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Experiment, Outcome } from './experiment';

/** One experiment that was run. */
export interface Result extends Outcome {
  id: Experiment['id'];
  fault: string;
  goal: string;
  seconds: number;
}

/** What a run was, and what it brought. */
export interface Report {
  seed: number;
  isQuick: boolean;
  /** What limits of time were multiplied with, at the slowest. */
  stretch: number;
  /** ISO 8601. */
  date: string;
  results: Result[];
}

/** Whether everything held. */
export const hasPassed = (outcome: Outcome): boolean => failuresOf(outcome).length === 0;

/** Everything that did not hold, the worst first. */
export const failuresOf = ({ violations, misses, error }: Outcome): string[] => [
  ...violations.map((violation) => `VIOLATION ${violation}`),
  ...(error === undefined ? [] : [`NOT FINISHED ${error}`]),
  ...misses.map((miss) => `MISSED ${miss}`),
];

/** The table that a run ends with, for a terminal. */
export function asTable({ results, seed }: Report): string {
  const rows = results.map((result) => [
    result.id,
    verdictOf(result),
    `${Math.round(result.seconds)} s`,
    result.amount,
    result.seen[0] ?? '',
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length), 0));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, `seed ${seed}`].join('\n');
}

/** The same as a Markdown table. */
export function asMarkdown({ results, seed, date, isQuick, stretch }: Report): string {
  const rows = results.map(
    (result) =>
      `| ${[result.id, result.fault, result.amount, result.seen.join('; '), verdictOf(result)].join(' | ')} |`,
  );
  return [
    '| T | fault | amount | seen | result |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `${isQuick ? 'Quick' : 'Full'} plan of ${date.slice(0, 10)}, seed ${seed}, limits of time × ${stretch.toFixed(1)}.`,
    '',
  ].join('\n');
}

/** In a word what became of an experiment, or how many of its promises and limits did not hold. */
export function verdictOf({ violations, misses, error }: Outcome): string {
  const wrong = [
    error === undefined ? '' : 'not finished',
    violations.length > 0 ? `violations: ${violations.length}` : '',
    misses.length > 0 ? `missed: ${misses.length}` : '',
  ].filter(Boolean);
  return wrong.length > 0 ? wrong.join(', ') : 'passed';
}

/** In the shape of jest's JSON report, an experiment as a suite of one test: what `npm test` adds up. */
export function asCounts({ results }: Report): object {
  const status = (result: Result): string => (hasPassed(result) ? 'passed' : 'failed');
  return {
    numPassedTests: results.filter(hasPassed).length,
    numFailedTests: results.filter((result) => !hasPassed(result)).length,
    numRuntimeErrorTestSuites: 0,
    testResults: results.map((result) => ({
      name: result.id,
      startTime: 0,
      endTime: result.seconds * 1000,
      status: status(result),
      message: failuresOf(result).join('\n'),
      // Only limits of time may be kept at a second try.
      isFinal: result.violations.length > 0 || result.error !== undefined,
      assertionResults: [{ title: result.fault, status: status(result) }],
    })),
  };
}

/** Writes a file, with its folder. */
export function writeReport(file: string, text: string): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  writeFileSync(file, text);
}
