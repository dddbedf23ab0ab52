import type { BrokerLog } from './broker-log';
import { publish, readPublication } from './commands/publish';
import { orderIdOf, show } from './commands/show';
import { watch } from './commands/watch';
import { knownSubject } from './contracts';
import { readArguments } from './operate/arguments';
import { UserError } from './user-error';

export const HELP = `npm run events -- <command>    events of a running shop

  watch [subject]            print events as they come; --all begins with those of the past
  show <orderId>             the story of one order, from the broker's log
  publish <subject> <file>   check a JSON file (- is standard input) against its contract and publish it;
                             --force publishes it whatever it is

  --json           watch, show: one line of JSON for each event
  --stack <file>   the shop's stack.json (.local/stack.json)
  --help           this text`;

/** A command line that was understood: where the shop is, and what to do with its broker. */
export interface Command {
  /** The stack.json that was named. */
  stack?: string;
  /** Prints the help instead when there is nothing to do. */
  run?: (log: BrokerLog, print: (line: string) => void) => Promise<void>;
}

/** @throws UserError in one line for a malformed command line */
export function readCommand(args: string[]): Command {
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = readArguments(args, {
    all: flag,
    json: flag,
    force: flag,
    help: { ...flag, short: 'h' },
    stack: { type: 'string' },
  });
  const [name, ...operands] = positionals;
  const { stack, all, json, force } = values;
  if (values.help) return {};
  switch (name) {
    case 'watch': {
      const [subject] = take(operands, 0, 1, 'watch takes at most one subject');
      const known = subject === undefined ? undefined : knownSubject(subject);
      return { stack, run: (log, print) => watch(log, { subject: known, all, json }, print) };
    }
    case 'show': {
      const [text = ''] = take(operands, 1, 1, 'show takes one order id');
      const orderId = orderIdOf(text);
      return { stack, run: (log, print) => show(log, { orderId, json }, print) };
    }
    case 'publish': {
      const [subject = '', file = ''] = take(operands, 2, 2, 'publish takes a subject and a file');
      const publication = readPublication(subject, file, force);
      return { stack, run: (log, print) => publish(log, publication, print) };
    }
    case undefined:
      throw new UserError('a command is missing: watch, show or publish (see --help)');
    default:
      throw new UserError(`${name} is no command: watch, show or publish (see --help)`);
  }
}

function take(operands: string[], least: number, most: number, rule: string): string[] {
  if (operands.length < least || operands.length > most) throw new UserError(`${rule} (see --help)`);
  return operands;
}
