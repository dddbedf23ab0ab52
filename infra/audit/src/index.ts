/** `npm run audit`: checks the invariants over all data of a shop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { HELP, readCommand } from './command-line';
import { addressesOf, printFailure, runAudit, UNREADABLE } from './run-audit';

async function main(): Promise<void> {
  const command = readCommand(process.argv.slice(2));
  if (command.help) return console.log(HELP);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => process.exit(process.exitCode ?? UNREADABLE));
  // `… | head` closes our output when it has enough.
  process.stdout.on('error', () => process.exit());
  if (command.watchSeconds === undefined) {
    process.exitCode = await runAudit(command);
    return;
  }
  // A malformed file ends the run; a part of the shop that does not answer yet is read again.
  addressesOf(command);
  for (;;) {
    process.exitCode = await runAudit(command).catch(printFailure);
    await sleep(command.watchSeconds * 1000);
  }
}

main().catch((error: unknown) => process.exit(printFailure(error)));
