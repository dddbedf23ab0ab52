/** `npm run deadletters`: events that could not be handled, and what an operator does with them. */
import { plainText } from '../plain-text';
import { defaultStackFile } from '../stack';
import { UserError } from '../user-error';
import { readUserFile } from '../user-file';
import { readArguments, SERVICES, serviceNamed } from './arguments';
import { Databases } from './databases';
import { DeadLetterBox, type Selection } from './dead-letter-box';
import { runCommand } from './run-command';

const HELP = `npm run deadletters -- <command>    dead letters: events that a service could not handle

  list [service]                what there is: id, age, how often it was given up, and why
  show <service> <id>           one, with its raw body
  replay <service> <id>|--all   the running service handles it again; what fails again stays, with the new reason
                                --file <fixed.json>  this body instead of the one that came (- is standard input)
  drop <service> <id>|--all     forgets it for ever; only with --yes

  --subject <subject>   with --all: those of this subject
  --stack <file>        the shop's stack.json (.local/stack.json)
  --help                this text

  Exit code 1 when a replay failed or there is no such letter, 2 for what is no command.`;

interface Options {
  all?: boolean;
  yes?: boolean;
  subject?: string;
  file?: string;
}

/** The options of each command; --stack and --help are for all. */
const OPTIONS = new Map<string | undefined, readonly string[]>([
  ['list', []],
  ['show', []],
  ['replay', ['all', 'subject', 'file']],
  ['drop', ['all', 'subject', 'yes']],
]);

async function main(args: string[]): Promise<number> {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, {
    all: flag,
    yes: flag,
    help: { ...flag, short: 'h' },
    subject: text,
    file: text,
    stack: text,
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { stack, help: _help, ...options } = values;
  const work = readCommand(positionals, options);
  return Databases.use(stack ?? defaultStackFile(process.env), work);
}

/** @throws UserError in one line for a malformed command line, before anything is changed */
function readCommand(
  [name, ...operands]: string[],
  options: Options,
): (databases: Databases) => Promise<number> {
  const taken = OPTIONS.get(name);
  const alien = taken && Object.keys(options).find((option) => !taken.includes(option));
  if (alien) throw new UserError(`--${alien} is not for ${name} (see --help)`);
  switch (name) {
    case 'list': {
      if (operands.length > 1) throw new UserError('list takes at most one service (see --help)');
      const services = operands.length === 0 ? SERVICES : [serviceNamed(operands[0], SERVICES)];
      return (databases) => list(databases, services);
    }
    case 'show': {
      const { service, selection } = target(operands, options, false);
      return async (databases) => show(await DeadLetterBox.open(databases, service), selection);
    }
    case 'replay': {
      const { service, selection } = target(operands, options);
      if (options.file !== undefined && options.all)
        throw new UserError('--file is for one letter, not --all');
      const fixed = options.file === undefined ? undefined : readJson(options.file);
      return async (databases) => replay(await DeadLetterBox.open(databases, service), selection, fixed);
    }
    case 'drop': {
      const { service, selection } = target(operands, options);
      if (!options.yes) throw new UserError('drop forgets for ever: say it with --yes');
      return async (databases) => drop(await DeadLetterBox.open(databases, service), selection);
    }
    case undefined:
      throw new UserError('a command is missing: list, show, replay or drop (see --help)');
    default:
      throw new UserError(`${name} is no command: list, show, replay or drop (see --help)`);
  }
}

/** The service, and one of its letters or many. */
function target(
  [name, id, ...more]: string[],
  { all = false, subject }: Options,
  takesAll = true,
): { service: string; selection: Selection } {
  const service = serviceNamed(name, SERVICES);
  if (more.length > 0 || (id === undefined) !== all)
    throw new UserError(`name one letter by its id${takesAll ? ', or say --all' : ''} (see --help)`);
  if (subject !== undefined && !all) throw new UserError('--subject goes with --all');
  return {
    service,
    selection: { ...(id !== undefined && { _id: id }), ...(subject !== undefined && { subject }) },
  };
}

async function list(databases: Databases, services: readonly string[]): Promise<number> {
  for (const service of services) {
    const box = await DeadLetterBox.open(databases, service);
    const letters = await box.find({});
    console.log(`${service}: ${letters.length === 0 ? 'none' : letters.length}`);
    for (const { _id, at, attempts, reason, replayAt } of letters) {
      const times = `${attempts ?? 1} ${(attempts ?? 1) === 1 ? 'attempt' : 'attempts'}`;
      const words = [_id, ageOf(at), times, ...(replayAt ? ['waits for its replay'] : []), reason];
      console.log(`  ${plainText(words.join('  '))}`);
    }
  }
  return 0;
}

async function show(box: DeadLetterBox, selection: Selection): Promise<number> {
  const [letter] = await box.some(selection);
  const { _id, subject, sequence, at, attempts, reason, raw } = letter;
  const shown = { id: _id, subject, sequence, at: at.toISOString(), attempts: attempts ?? 1, reason };
  for (const [field, value] of Object.entries(shown)) console.log(`${field}: ${plainText(String(value))}`);
  console.log(plainText(raw ?? ''));
  return 0;
}

async function replay(box: DeadLetterBox, selection: Selection, fixed: string | undefined): Promise<number> {
  const letters = await box.some(selection);
  const { replayed, failed } = await box.replay(letters, fixed);
  for (const { _id, attempts, reason } of failed)
    console.log(plainText(`${_id} failed again, ${attempts} attempts: ${reason}`));
  console.log(`${box.service}: ${replayed} replayed, ${failed.length} failed`);
  return failed.length === 0 ? 0 : 1;
}

async function drop(box: DeadLetterBox, selection: Selection): Promise<number> {
  await box.some(selection);
  console.log(`${box.service}: ${await box.drop(selection)} dropped`);
  return 0;
}

function readJson(file: string): string {
  const text = readUserFile(file);
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    throw new UserError(`${file} is no JSON: ${(error as Error).message}`);
  }
}

function ageOf(at: Date): string {
  const minutes = Math.floor((Date.now() - at.getTime()) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 120) return `${minutes} min old`;
  return minutes < 48 * 60
    ? `${Math.floor(minutes / 60)} h old`
    : `${Math.floor(minutes / 60 / 24)} days old`;
}

runCommand(main);
