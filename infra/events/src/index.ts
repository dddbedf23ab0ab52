/** `npm run events`: watch, show and publish events of a running shop, by hand. */
import { BrokerLog } from './broker-log';
import { HELP, readCommand } from './command-line';
import { defaultStackFile, readBrokerAddress } from './stack';
import { UserError } from './user-error';

async function main(): Promise<void> {
  const { stack, run } = readCommand(process.argv.slice(2));
  if (!run) return console.log(HELP);
  const log = await BrokerLog.connect(readBrokerAddress(stack ?? defaultStackFile(process.env)));
  // Nothing durable was taken, so there is nothing to give back at the end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
  // `… | head` closes our output when it has enough.
  process.stdout.on('error', () => process.exit(0));
  await run(log, (line) => console.log(line));
  await log.close();
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(error instanceof UserError ? error.exitCode : 1);
});
