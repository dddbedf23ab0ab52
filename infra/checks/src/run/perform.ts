import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { signalGroup } from '@ecommerce/local/process-identity';
import { root } from '../repository';
import { outcomeOfCheck, outcomeOfRunner, type Outcome } from './outcome';
import type { Stage } from './stage';

const RESULTS = path.join(root, 'artifacts/results');
/** How much nicer a check is than this process: it hardly delays a test, and ends before the tests do. */
const BACKGROUND_NICENESS = 5;
/** How long a runner may take to end once its report is written, in ms: what a test left open can keep it for ever. */
const MS_TO_END = 30_000;
/** How often a stage that prints nothing yet says that it runs, in ms. */
const MS_BETWEEN_LINES = 60_000;
/** How long what a signal stops may take, in ms: a shop needs up to 10 s. */
const MS_TO_STOP = 15_000;

/** The log of a stage that runs its command, or of its second try. */
export const logOf = (title: string): string => path.join(RESULTS, `${title.replaceAll(/[^\w]+/g, '-')}.log`);

/**
 * Runs a stage to its end, and then shows what it printed. A runner that does not end after its report is killed, and
 * has failed.
 */
export async function perform(
  stage: Stage,
  signal?: AbortSignal,
  { msToEnd = MS_TO_END, msBetweenLines = MS_BETWEEN_LINES } = {},
): Promise<Outcome> {
  const { title, runner } = stage;
  const begin = performance.now();
  const seconds = (digits: number): string => ((performance.now() - begin) / 1000).toFixed(digits);
  console.log(`-- ${title}…`);
  const log = logOf(title);
  const line = setInterval(() => console.log(`-- ${title}: running for ${seconds(0)} s`), msBetweenLines);
  const code = await run(stage, log, msToEnd, signal).finally(() => clearInterval(line));
  const outcome = runner ? outcomeOfRunner(runner.report, code) : outcomeOfCheck(code);
  process.stdout.write(`\n== ${title}\n${readFileSync(log, 'utf8')}`);
  console.log(`== ${title}: ${outcome.passed} passed, ${outcome.failed} failed, ${seconds(1)} s`);
  return outcome;
}

/** @returns the exit code; nothing when a signal ended it */
async function run(
  { command, runner, isBackground }: Stage,
  log: string,
  msToEnd: number,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  signal?.throwIfAborted();
  const [program = '', ...args] = [...command, ...(runner?.options(runner.report) ?? [])];
  const file = createWriteStream(log);
  const stdout = (runner?.hasUsefulStdout ?? true) ? 'pipe' : 'ignore';
  // A group of its own, which ends as a whole: a runner has workers, browsers and a shop.
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', stdout, 'pipe'], detached: true });
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    signalTo(child, 'SIGTERM');
    killing = setTimeout(() => signalTo(child, 'SIGKILL'), MS_TO_STOP);
  };
  signal?.addEventListener('abort', stop, { once: true });
  if (isBackground && child.pid)
    os.setPriority(child.pid, Math.min(os.getPriority() + BACKGROUND_NICENESS, 19));
  for (const stream of [child.stdout, child.stderr]) stream?.pipe(file, { end: false });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve).once('error', reject);
  });
  const guard = runner && killAfterReport(child, runner.report, msToEnd, file);
  const code = await ended.finally(() => {
    clearInterval(guard);
    clearTimeout(killing);
    signal?.removeEventListener('abort', stop);
  });
  await new Promise((resolve) => file.end(resolve));
  signal?.throwIfAborted();
  return code;
}

const signalTo = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
  if (pid !== undefined) signalGroup(pid, signal);
};

/** @returns the timer that looks for the report */
function killAfterReport(
  child: ChildProcess,
  report: string,
  msToEnd: number,
  log: Writable,
): NodeJS.Timeout {
  let reported: number | undefined;
  return setInterval(
    () => {
      if (reported === undefined && existsSync(report)) reported = performance.now();
      if (reported === undefined || performance.now() - reported < msToEnd) return;
      log.write(
        `killed: it did not end within ${msToEnd / 1000} s of its report, as a test has left something open\n`,
      );
      signalTo(child, 'SIGKILL');
      // A process that a test started may have the other end, and would keep the pipes open.
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    },
    Math.min(1000, msToEnd),
  );
}

/**
 * Performs stages: as many tests at a time as there are lanes, and beside them one stage in the background. When no
 * background stage is left, its place goes to tests: they wait more than they compute.
 * @param built what all stages wait for but those on sources; when it fails, so does this, and ends what runs
 * @param stop ends what runs
 * @returns their outcomes in the order of the stages
 */
export async function performAll(
  stages: readonly Stage[],
  lanes: number,
  built: Promise<unknown> = Promise.resolve(),
  stop = new AbortController(),
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const tests = [...stages.entries()].filter(([, { isBackground }]) => !isBackground);
  const background = [...stages.entries()].filter(([, { isBackground }]) => isBackground);
  const lane = async (...queues: [number, Stage][][]): Promise<void> => {
    const next = (): [number, Stage] | undefined => queues.find(({ length }) => length > 0)?.shift();
    for (let entry = next(); entry; entry = next()) {
      const [index, stage] = entry;
      if (!stage.isOnSources) await built;
      outcomes[index] = await perform(stage, stop.signal);
    }
  };
  try {
    const tested = Array.from({ length: lanes }, () => lane(tests, background));
    await Promise.all([built, lane(background, tests), ...tested]);
  } catch (error) {
    stop.abort(error);
    throw error;
  }
  return outcomes;
}
