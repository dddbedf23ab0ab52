/** `npm run events`: watch, show and publish events of a running shop, by hand. */
import { BrokerLog } from './broker-log';
import { HELP, readCommand } from './command-line';
import { runCommand } from './operate/run-command';
import { defaultStackFile, readBrokerAddress } from './stack';

async function main(args: string[]): Promise<number> {
  const { stack, run } = readCommand(args);
  if (!run) {
    console.log(HELP);
    return 0;
  }
  const log = await BrokerLog.connect(readBrokerAddress(stack ?? defaultStackFile(process.env)));
  // There is no durable subscription, so nothing has to be closed.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
  await run(log, (line) => console.log(line));
  await log.close();
  return 0;
}

runCommand(main);
