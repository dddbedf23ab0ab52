/** `npm run deadmails`: mails that were given up, and another attempt at them. */
import { plainText } from '../plain-text';
import { defaultStackFile } from '../stack';
import { UserError } from '../user-error';
import { readArguments } from './arguments';
import { Databases, type Db, type Stored } from './databases';
import { runCommand } from './run-command';

const HELP = `npm run deadmails -- <command>    mails about orders that notifications gave up

  list      what there is: order, mail, attempts, and why the last attempt failed
  replay    all become due again, and running services try to send them

  --stack <file>        the shop's stack.json (.local/stack.json)
  --help                this text`;

interface Mail {
  kind: string;
  state: string;
  attempts: number;
  error?: string;
}

const DEAD = { 'mails.state': 'dead' };

async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    stack: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const work = commandNamed(positionals);
  return Databases.use(values.stack ?? defaultStackFile(process.env), async (databases) => {
    await work(await databases.of('notifications'));
    return 0;
  });
}

/** @throws UserError in one line for a malformed command line, before anything is changed */
function commandNamed([name, ...more]: string[]): (db: Db) => Promise<void> {
  if (more.length > 0) throw new UserError(`${more[0]} is not for ${name} (see --help)`);
  if (name === 'list') return list;
  if (name === 'replay') return replay;
  throw new UserError(
    `${name ? `${name} is no command` : 'a command is missing'}: list or replay (see --help)`,
  );
}

async function list(db: Db): Promise<void> {
  const timelines = await db.collection<Stored & { mails: Mail[] }>('timelines').find(DEAD).toArray();
  const dead = timelines.flatMap(({ _id, mails }) =>
    mails.filter(({ state }) => state === 'dead').map((mail) => ({ order: String(_id), ...mail })),
  );
  console.log(`dead mails: ${dead.length === 0 ? 'none' : dead.length}`);
  for (const { order, kind, attempts, error = '' } of dead)
    console.log(`  ${plainText(`${order}  ${kind}  ${attempts} attempts  ${error}`)}`);
}

/** A mail keeps its attempts: one that has had them all is given up again when the next one fails, too. */
async function replay(db: Db): Promise<void> {
  const now = new Date();
  const { modifiedCount } = await db.collection('timelines').updateMany(
    DEAD,
    {
      $set: { mailDueAt: now, 'mails.$[dead].dueAt': now, 'mails.$[dead].state': 'due' },
      $inc: { rev: 1 }, // a service that is writing the document at this moment reads it again
    },
    { arrayFilters: [{ 'dead.state': 'dead' }] },
  );
  console.log(`the mails of ${modifiedCount} ${modifiedCount === 1 ? 'order are' : 'orders are'} due again`);
}

runCommand(main);
