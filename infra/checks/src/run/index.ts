import os from 'node:os';
import path from 'node:path';
import { root } from '../repository';
import { suitesToRetry, type Suite } from '../second-try';
import { changesSinceMain } from './changes';
import { afterSecondTry, slowest, type Outcome } from './outcome';
import { logOf, perform, performAll } from './perform';
import { planOf, type Request } from './plan';
import type { Stage } from './stage';

const SHOWN_SLOWEST = 20;
/** A run without a terminal outlives the shell that has started it. */
const SIGNALS: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', ...(process.stdout.isTTY ? ['SIGHUP' as const] : [])];

/**
 * Runs what a command line asks for, and shows what passed at its second try only and which files were slowest.
 * @param built settles once everything is compiled and built; only checks of the sources begin before
 * @returns how many tests and checks have passed and failed
 */
export async function runRequest(
  request: Request,
  built: Promise<unknown>,
): Promise<{ passed: number; failed: number }> {
  const { stages, leftOut } = planOf(request, changesSinceMain());
  for (const line of leftOut) console.log(`left out: ${line}`);
  return runStages(stages, built);
}

/** Runs stages, and those of their files again alone that failed for a busy machine. */
export async function runStages(
  stages: readonly Stage[],
  built?: Promise<unknown>,
): Promise<{ passed: number; failed: number }> {
  const outcomes = await untilSignal(async (stop) => {
    const first = await performAll(stages, os.availableParallelism(), built, stop);
    return secondTries(stages, first, stop.signal);
  });
  const suites = outcomes.flatMap((outcome) => outcome.suites);
  if (suites.length > 0) {
    console.log('\nslowest files:');
    for (const line of slowest(suites.map(shown), SHOWN_SLOWEST)) console.log(line);
  }
  const sum = (key: 'passed' | 'failed'): number => outcomes.reduce((total, each) => total + each[key], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

/** Runs work that a signal to this process stops, as Ctrl-C or a cancelled job does. */
async function untilSignal<T>(work: (stop: AbortController) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => stop.abort(new Error(`ended by ${signal}`));
  // Before the handler of a build under way, which exits.
  for (const signal of SIGNALS) process.prependOnceListener(signal, onSignal);
  try {
    return await work(stop);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** What a busy machine explains gets a second try, alone and with the same seed: docs/decisions/0017. */
async function secondTries(
  stages: readonly Stage[],
  first: readonly Outcome[],
  signal: AbortSignal,
): Promise<Outcome[]> {
  const chosen = suitesToRetry(
    first.flatMap(({ suites }) => suites),
    root,
  );
  const outcomes: Outcome[] = [];
  for (const [index, stage] of stages.entries()) {
    const outcome = first[index]!;
    const suites = outcome.suites.filter((suite) => chosen.includes(suite));
    outcomes.push(suites.length > 0 ? await secondTry(stage, outcome, suites, signal) : outcome);
  }
  return outcomes;
}

async function secondTry(
  stage: Stage,
  first: Outcome,
  suites: Suite[],
  signal: AbortSignal,
): Promise<Outcome> {
  const { runner, command, title } = stage;
  if (!runner) return first;
  const names = suites.map(({ name }) => name);
  const second = await perform(
    {
      title: `${title}, second try`,
      command: [...command, ...runner.onlyThese(names)],
      runner: { ...runner, report: runner.report.replace(/\.json$/, '-second-try.json') },
    },
    signal,
  );
  const passed = suites.filter(
    ({ name }) => !second.suites.some((suite) => suite.name === name && suite.status === 'failed'),
  );
  for (const suite of passed) {
    const words = `${shown(suite).name} passed at its second try only; the log of its first is ${path.relative(root, logOf(title))}`;
    console.log(process.env.GITHUB_ACTIONS ? `::warning title=Second try::${words}` : `\n${words}`);
  }
  return afterSecondTry(first, suites, second);
}

const shown = (suite: Suite): Suite => ({
  ...suite,
  name: path.isAbsolute(suite.name) ? path.relative(root, suite.name) : suite.name,
});
