/** `npm run load`: shoppers at a running shop, and what became of each of their orders. */
import { auditShop } from './audit';
import { HELP, readCommand } from './command-line';
import { ProgressLine, progressLine } from './progress';
import { auditLines, isGood, reportLines } from './report';
import { runLoad, type Progress } from './run';
import { UserError } from '@ecommerce/events/user-error';

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2), process.env);
  if (!command) return say(HELP);
  const { options, isAudited } = command;
  const { shoppers, checkouts, seed } = options;
  say(`${shoppers} shoppers, ${checkouts.toLocaleString('en')} checkouts, seed ${seed}`);
  let progress: Progress = { phase: 'shopping', done: 0, checkouts, open: 0, retries: 0, unexpected: 0 };
  const running = runLoad({
    ...options,
    unlists: true,
    signal: stopsAtCtrlC(),
    progressed: (now) => (progress = now),
  });
  const report = await showing((seconds) => progressLine(progress, seconds), running);
  for (const text of reportLines(report)) say(text);
  if (!isAudited) return isGood(report) ? 0 : 1;
  const audit = await showing((seconds) => `auditing · ${seconds.toFixed(0)} s`, auditShop(options));
  for (const text of auditLines(audit)) say(text);
  return isGood(report) && audit.violations.length === 0 ? 0 : 1;
}

/** Waits for something, with a line that tells how far it is. */
function showing<T>(text: (seconds: number) => string, what: Promise<T>): Promise<T> {
  const line = new ProgressLine(process.stderr, text);
  return what.finally(() => line.end());
}

/** The first Ctrl-C lets the shoppers finish; the second ends at once. */
function stopsAtCtrlC(): AbortSignal {
  const stop = new AbortController();
  process.on('SIGINT', () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
  return stop.signal;
}

function say(text: string): 0 {
  console.log(text);
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exit(2); // 1 means a finding
  },
);
