/** `npm run load`: simulates shoppers at a running shop, and follows each order to its end. */
import { UserError } from '@ecommerce/events/user-error';
import { auditShop } from './audit';
import { HELP, readCommand } from './command-line';
import { UnexpectedAnswer } from './customer';
import { ProgressLine, progressLine } from './progress';
import { auditLines, isGood, reportLines } from './report';
import { runLoad, type Progress } from './run';

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2), process.env);
  if (!command) return print(HELP);
  const { options, isAudited } = command;
  const { shoppers, checkouts, seed } = options;
  print(`${shoppers} shoppers, ${checkouts.toLocaleString('en')} checkouts, seed ${seed}`);
  let progress: Progress = { phase: 'shopping', done: 0, checkouts, open: 0, retries: 0, unexpected: 0 };
  const running = runLoad({
    ...options,
    unlists: true,
    signal: abortOnCtrlC(),
    progressed: (now) => (progress = now),
  });
  const report = await withProgressLine((seconds) => progressLine(progress, seconds), running);
  for (const text of reportLines(report)) print(text);
  if (!isAudited) return isGood(report) ? 0 : 1;
  const audit = await withProgressLine((seconds) => `auditing · ${seconds.toFixed(0)} s`, auditShop(options));
  for (const text of auditLines(audit)) print(text);
  return isGood(report) && audit.violations.length === 0 ? 0 : 1;
}

/** Waits for something, with a line that shows its progress. */
function withProgressLine<T>(text: (seconds: number) => string, what: Promise<T>): Promise<T> {
  const line = new ProgressLine(process.stderr, text);
  return what.finally(() => line.end());
}

/** The first Ctrl-C lets the shoppers finish; the second ends at once. */
function abortOnCtrlC(): AbortSignal {
  const stop = new AbortController();
  process.on('SIGINT', () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
  return stop.signal;
}

function print(text: string): 0 {
  console.log(text);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isOfShop = error instanceof UserError || error instanceof UnexpectedAnswer;
    console.error(isOfShop ? error.message : error);
    process.exit(2); // 1 means a finding
  },
);
