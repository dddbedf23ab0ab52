/** `npm run load`: shoppers at a running shop, and what became of each of their orders. */
import { auditShop } from './audit';
import { HELP, readCommand } from './command-line';
import { ProgressLine } from './progress';
import { isGood, reportLines } from './report';
import { runLoad } from './run';
import { UserError } from '@ecommerce/events/user-error';

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2), process.env);
  if (!command) return say(HELP);
  const { options, isAudited } = command;
  const { shoppers, checkouts, seed } = options;
  say(`${shoppers} shoppers, ${checkouts.toLocaleString('en')} checkouts, seed ${seed}`);
  const line = new ProgressLine(process.stderr);
  const report = await runLoad({
    ...options,
    signal: stopsAtCtrlC(),
    progressed: (progress) => line.show(progress),
  });
  line.end();
  for (const text of reportLines(report)) say(text);
  const violations = isAudited ? await auditShop(options) : [];
  for (const violation of violations) say(`  VIOLATION        ${violation}`);
  if (isAudited && violations.length === 0) say('  audit            no violation');
  return isGood(report) && violations.length === 0 ? 0 : 1;
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
    process.exit(error instanceof UserError ? error.exitCode : 1);
  },
);
