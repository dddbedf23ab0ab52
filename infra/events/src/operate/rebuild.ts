/** `npm run rebuild`: rebuilds the replicas of a service from their sources, while it serves. */
import { defaultStackFile } from '../stack';
import { UserError } from '../user-error';
import { readArguments, serviceNamed } from './arguments';
import { Databases } from './databases';
import { ask, inWords } from './maintenance';
import { compareUntilEqual, COPIES, type Copy } from './replicas';
import { runCommand } from './run-command';

const KEEPERS = [...new Set(COPIES.map(({ keeper }) => keeper))];

const HELP = `npm run rebuild -- <service>    make the replicas of a service from the beginning

  For ${KEEPERS.join(', ')}, whose copies of others' documents were lost or are wrong. The service goes on serving
  by what it has, the sources republish everything, and the next event wins. At the end the copies are compared.

  --stack <file>     the shop's stack.json (.local/stack.json)
  --help             this text`;

/** Without progress for this long, the comparison gives up. */
const TIMEOUT_MS = 30_000;
const NAMED = 5;

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    stack: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (positionals.length !== 1)
    throw new UserError(`rebuild takes one service: ${KEEPERS.join(', ')} (see --help)`);
  const keeper = serviceNamed(positionals[0], KEEPERS);
  const copies = COPIES.filter((copy) => copy.keeper === keeper);
  return Databases.use(values.stack ?? defaultStackFile(process.env), async (databases) => {
    const { aggregates } = await ask(await databases.of(keeper), keeper, { kind: 'mark-stale' });
    console.log(`${keeper}: ${aggregates} replicas marked stale, it goes on serving by them`);
    // All are requested before the first is awaited, so that an interruption leaves no replica stale.
    const sources = [...new Set(copies.map((copy) => copy.source))];
    const ends = await Promise.allSettled(sources.map((source) => republishFrom(databases, source, copies)));
    const failed = ends.find(({ status }) => status === 'rejected');
    if (failed) throw (failed as PromiseRejectedResult).reason;
    let isEqual = true;
    for (const copy of copies) isEqual = (await report(databases, copy)) && isEqual;
    return isEqual ? 0 : 1;
  });
}

async function republishFrom(databases: Databases, source: string, copies: Copy[]): Promise<void> {
  const subjects = [
    ...new Set(copies.filter((copy) => copy.source === source).flatMap((copy) => copy.subjects)),
  ];
  const work = { kind: 'republish', since: new Date(0), subjects } as const;
  const end = await ask(await databases.of(source), source, work, (progress) =>
    console.log(`${source}: ${inWords(progress)}`),
  );
  console.log(`${source}: done, ${inWords(end)}`);
}

async function report(databases: Databases, copy: Copy): Promise<boolean> {
  const { equal, different } = await compareUntilEqual(databases, copy, TIMEOUT_MS);
  console.log(`${copy.keeper}: ${equal} replicas of ${copy.what} equal their source`);
  if (different.length === 0) return true;
  const named = different.slice(0, NAMED).join(', ');
  console.log(`${copy.keeper}: ${different.length} do not, or have none: ${named}`);
  return false;
}

runCommand(main);
