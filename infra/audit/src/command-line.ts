import { readArguments } from '@ecommerce/events/operate/arguments';
import { UserError } from '@ecommerce/events/user-error';
import { readObservations, type Observation } from './observations';

export const HELP = `npm run audit -- [stack.json]    checks the invariants over all data of a shop

The file has the addresses of the shop; without one, the shop of .local/stack.json.

  --observations <file>   what was seen of the shop from outside, a line of JSON each
  --broker-data-lost      the broker restarted empty: what is not in its log proves nothing
  --wait <seconds>        repeat the audit until nothing is wrong, for at most so long
  --watch <seconds>       repeat the audit every so many seconds, until Ctrl-C
  --metrics <file>        write the result as Prometheus metrics, for a textfile collector
  --json                  one line of JSON for each audit
  --help                  this text

Exit code 0: nothing is wrong; 1: something is; 2: something cannot be read.`;

/** What a timer of Node.js can wait. */
const MOST_SECONDS = 2_147_483;

/** A parsed command line. */
export interface Command {
  help: boolean;
  /** The stack.json that was named. */
  stack?: string;
  observations: Observation[];
  brokerDataLost: boolean;
  waitSeconds: number;
  /** Undefined: one audit. */
  watchSeconds?: number;
  metrics?: string;
  json: boolean;
}

/** @throws UserError in one line for a malformed command line */
export function readCommand(args: string[]): Command {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const { values, positionals } = readArguments(args, {
    json: flag,
    'broker-data-lost': flag,
    help: { ...flag, short: 'h' },
    observations: text,
    metrics: text,
    wait: text,
    watch: text,
  });
  if (positionals.length > 1) throw new UserError('at most one stack.json can be named (see --help)');
  return {
    help: values.help,
    stack: positionals[0],
    observations:
      values.help || values.observations === undefined ? [] : readObservations(values.observations),
    brokerDataLost: values['broker-data-lost'],
    waitSeconds: seconds('wait', values.wait) ?? 0,
    watchSeconds: seconds('watch', values.watch),
    metrics: values.metrics,
    json: values.json,
  };
}

function seconds(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() !== '' && number > 0 && number <= MOST_SECONDS) return number;
  throw new UserError(`--${option} takes a number of seconds up to ${MOST_SECONDS}, not "${value}"`);
}
