import path from 'node:path';
import { root } from '../repository';

/** One process of a run. A check passes or fails as a whole; a runner writes a report of its tests. */
export interface Stage {
  title: string;
  command: string[];
  runner?: Runner;
  /** Nothing in it measures time: it uses what the tests leave of the processor. */
  isBackground?: boolean;
  /** It needs nothing that is compiled or built, and begins before that is done. */
  isOnSources?: boolean;
}

/** How a runner is told where its report goes, and what to repeat. */
export interface Runner {
  /** Absolute path, in the shape of jest's JSON. */
  report: string;
  options: (report: string) => string[];
  onlyThese: (names: string[]) => string[];
  /** jest prints its JSON to standard output, and what people read to standard error. */
  hasUsefulStdout: boolean;
}

const bin = (name: string): string => path.join(root, 'node_modules', name);
const node = (...args: string[]): string[] => [process.execPath, ...args];

/** A program of node_modules or of this repository that passes or fails. */
export const checkStage = (title: string, program: string, ...args: string[]): Stage => ({
  title,
  command: node(bin(program), ...args),
  isBackground: true,
});

/** A check that begins while the compiler works. */
export const sourceStage = (title: string, program: string, ...args: string[]): Stage => ({
  ...checkStage(title, program, ...args),
  isOnSources: true,
});

/** Room for young objects: each test file makes many, and most outlive the default 16 MB. */
const JEST_HEAP = '--max-semi-space-size=64';

export const jestStage = (title: string, ...args: string[]): Stage => ({
  title,
  command: node(JEST_HEAP, bin('jest/bin/jest.js'), ...args),
  runner: {
    report: reportOf(title),
    options: (report) => ['--json', `--outputFile=${report}`, '--silent=false'],
    onlyThese: (files) => ['--runInBand', '--runTestsByPath', ...files],
    hasUsefulStdout: false,
  },
});

/** The fault experiments, each counted as one test. */
export const faultsStage = (...args: string[]): Stage => ({
  title: 'faults',
  command: node(path.join(root, 'lab/faults/build/index.js'), '--quick', ...args),
  runner: {
    report: reportOf('faults'),
    options: (report) => ['--report', report],
    onlyThese: (experiments) => ['--only', experiments.join()],
    hasUsefulStdout: true,
  },
});

function reportOf(title: string): string {
  return path.join(root, 'artifacts/results', `${title.replaceAll(/[^\w]+/g, '-')}.json`);
}
