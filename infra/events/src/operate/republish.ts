/** `npm run republish`: services send the events of what changed since some time again. */
import { defaultStackFile } from '../stack';
import { UserError } from '../user-error';
import { PUBLISHERS, readArguments, serviceNamed, timeOf } from './arguments';
import { Databases } from './databases';
import { ask, inWords } from './maintenance';
import { runCommand } from './run-command';

const HELP = `npm run republish -- --since <time> [--service <name>]    send events again

  Running services make the events of all that changed since then from their documents and send them again, for
  consumers that have missed them. It changes nothing for the others.

  --since <time>     2026-11-01, or 2026-11-01T08:30:00Z
  --service <name>   one alone: ${PUBLISHERS.join(', ')}
  --stack <file>     the shop's stack.json (.local/stack.json)
  --help             this text`;

async function main(args: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, {
    since: text,
    service: text,
    stack: text,
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (positionals.length > 0) throw new UserError(`${positionals[0]} is no option (see --help)`);
  const since = timeOf(values.since);
  const services = values.service === undefined ? PUBLISHERS : [serviceNamed(values.service, PUBLISHERS)];
  return Databases.use(values.stack ?? defaultStackFile(process.env), async (databases) => {
    const ends = services.map(async (service) => {
      const say = (words: string): void => console.log(`${service}: ${words}`);
      const db = await databases.of(service);
      const end = await ask(db, service, { kind: 'republish', since }, (progress) => say(inWords(progress)));
      say(`done, ${inWords(end)}`);
      return end.skipped;
    });
    const results = await Promise.allSettled(ends);
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed) throw (failed as PromiseRejectedResult).reason;
    return results.some((result) => result.status === 'fulfilled' && result.value > 0) ? 1 : 0;
  });
}

runCommand(main);
