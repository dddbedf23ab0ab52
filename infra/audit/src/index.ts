/** `npm run audit`: checks the invariants over all data of a shop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultStackFile } from '@ecommerce/events/stack';
import { UserError } from '@ecommerce/events/user-error';
import { examine } from './audit';
import { HELP, readCommand, type Command } from './command-line';
import { lookUntilRest } from './look';
import { writeMetrics } from './metrics';
import { asJson, asText } from './report';
import { readAddresses } from './stack';

const WRONG = 1;
const UNREADABLE = 2;

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command.help) return console.log(HELP);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => process.exit(process.exitCode ?? UNREADABLE));
  // `… | head` closes our output when it has enough.
  process.stdout.on('error', () => process.exit());
  process.exitCode = await look(command);
  while (command.watchSeconds !== undefined) {
    await sleep(command.watchSeconds * 1000);
    process.exitCode = await look(command).catch(complain);
  }
}

/** One look. The file is read anew each time: it follows restarts. @returns the exit code */
async function look(command: Command): Promise<number> {
  const { stack = defaultStackFile(process.env), waitSeconds, metrics, json } = command;
  readAddresses(stack); // a wrong file is said at once, however long the shop is waited for
  const report = await lookUntilRest(() => examine(readAddresses(stack), command), waitSeconds * 1000);
  console.log(json ? asJson(report) : asText(report));
  if (metrics) writeMetrics(metrics, report);
  return report.violations.length === 0 ? 0 : WRONG;
}

function complain(error: unknown): number {
  console.error(error instanceof UserError ? error.message : error);
  return UNREADABLE;
}

main().catch((error: unknown) => process.exit(complain(error)));
