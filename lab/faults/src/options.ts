import { randomInt } from 'node:crypto';
import { readArguments } from '@ecommerce/events/operate/arguments';
import type { Experiment } from './experiment';

/** What the user asked for. */
export interface Options {
  experiments: Experiment[];
  isQuick: boolean;
  seed: number;
  /** Show the plan and do nothing. */
  list: boolean;
  help: boolean;
  soakMinutes: number;
  /** Files to write the results to, beside those in artifacts/faults. */
  markdown?: string;
  report?: string;
}

export const HELP = `npm run test:faults [-- options]    breaks the whole shop in every way there is, and audits it

  --quick            the quick experiments as quick runs, about 20 minutes
  --only T1,T5       these experiments only
  --rotate N         with --quick: an eighth of the experiments, chosen by this number
  --seed N           repeats a run: the same victims, moments and shoppers
  --minutes N        how long T17 soaks (3); from 10 on, the growth of memory has a limit
  --list             shows the experiments
  --markdown FILE    writes the table there as well
  --report FILE      writes the counts as jest does, for npm test
  --help             this text

Exit code 1 when an experiment fails, 2 for wrong use.`;

const LARGEST_SEED = 2 ** 31 - 1;

/**
 * Reads the command line.
 * @throws Error with one line that says what is wrong
 */
export function readOptions(args: string[], plan: readonly Experiment[]): Options {
  const { values } = parse(args);
  const seed = values.seed === undefined ? randomInt(1, LARGEST_SEED) : Number(values.seed);
  if (!/^\d+$/.test(values.seed ?? '1') || seed > LARGEST_SEED) {
    throw new Error(`--seed must be a whole number up to ${LARGEST_SEED}, not "${values.seed}"`);
  }
  const isQuick = values.quick ?? false;
  return {
    experiments: choose(values, plan),
    isQuick,
    seed,
    soakMinutes: readMinutes(values.minutes),
    list: values.list ?? false,
    help: values.help ?? false,
    markdown: values.markdown,
    report: values.report,
  };
}

function readMinutes(given = '3'): number {
  const minutes = Number(given);
  if (minutes > 0 && minutes <= 600) return minutes;
  throw new Error(`--minutes must be a number of minutes up to 600, not "${given}"`);
}

interface Choice {
  only?: string;
  quick?: boolean;
  rotate?: string;
}

/** So many runs with --rotate N, N + 1, … have had each quick experiment. */
const TURNS = 8;

function choose({ only, quick, rotate }: Choice, plan: readonly Experiment[]): Experiment[] {
  if (only === undefined) {
    const all = plan.filter(({ inQuick }) => !quick || inQuick);
    return rotate === undefined ? all : all.filter((_, index) => index % TURNS === readTurn(rotate, quick));
  }
  const wanted = only.toUpperCase().split(',');
  const unknown = wanted.filter((id) => !plan.some((experiment) => experiment.id === id));
  if (unknown.length > 0) {
    throw new Error(`--only knows ${plan.map(({ id }) => id).join(', ')}, not "${unknown.join(',')}"`);
  }
  return plan.filter(({ id }) => wanted.includes(id));
}

function readTurn(rotate: string, quick = false): number {
  if (!quick) throw new Error('--rotate needs --quick');
  if (/^\d{1,15}$/.test(rotate)) return Number(rotate) % TURNS;
  throw new Error(`--rotate must be a whole number, not "${rotate}"`);
}

function parse(args: string[]) {
  const [flag, text] = [{ type: 'boolean' }, { type: 'string' }] as const;
  const options = {
    quick: flag,
    list: flag,
    help: { ...flag, short: 'h' },
    only: text,
    rotate: text,
    minutes: text,
    seed: text,
    markdown: text,
    report: text,
  } as const;
  return readArguments(args, options, { allowPositionals: false });
}
