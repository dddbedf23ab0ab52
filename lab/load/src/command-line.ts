import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readArguments } from '@ecommerce/events/operate/arguments';
import { REPOSITORY } from '@ecommerce/events/repository';
import { defaultStackFile } from '@ecommerce/events/stack';
import { UserError } from '@ecommerce/events/user-error';
import type { LoadOptions } from './run';

export const HELP = `npm run load [-- options]    simulates shoppers at a running shop, and follows each order to its end

  --shoppers <n>         how many buy at the same time (20)
  --checkouts <n>        how many times they check out in all (1000)
  --seed <n>             repeats the shoppers of a run (a new one, which is printed)
  --products <n>         how many products are put on sale for this run (10)
  --scarce <n>           how many of them have 5 pieces for up to 40 buyers (2)
  --settle <seconds>     how long orders may take to their end after the last checkout (30)
  --stack <file>         the shop's stack.json (.local/stack.json)
  --observations <file>  where to write what shoppers saw, for the auditor (artifacts/load-observations.jsonl)
  --no-audit             does not audit the shop's data at the end
  --help                 this text

Exit code 1 when an order has no end, a cart is wrong, an answer came that no shopper should get, or the audit found a
violation; 2 for wrong use, or when the shop does not answer.`;

/** A parsed command line. */
export interface Command {
  options: LoadOptions & { observationsFile: string };
  isAudited: boolean;
}

/**
 * @returns nothing when the help was asked for
 * @throws UserError in one line for anything that cannot be done
 */
export function readCommand(args: string[], env: NodeJS.ProcessEnv): Command | undefined {
  const flags = parse(args);
  if (flags.help) return undefined;
  const count = (name: 'shoppers' | 'checkouts' | 'products' | 'scarce' | 'settle', ...range: Range) =>
    readCount(name, flags[name], range);
  const stackFile = flags.stack === undefined ? defaultStackFile(env) : path.resolve(flags.stack);
  const products = count('products', 1, 100);
  const options = {
    stackFile,
    shoppers: count('shoppers', 1, 1_000),
    checkouts: count('checkouts', 1, 1_000_000),
    seed:
      flags.seed === undefined ? randomInt(1, 1_000_000) : readCount('seed', flags.seed, [0, 2 ** 32 - 1]),
    products,
    scarce: count('scarce', 0, products - 1),
    settleWithinMs: count('settle', 1, 600) * 1_000,
    observationsFile: path.resolve(
      flags.observations ?? path.join(REPOSITORY, 'artifacts/load-observations.jsonl'),
    ),
  };
  if (!existsSync(stackFile)) {
    throw new UserError(`no shop is running: there is no ${stackFile} (npm start, or --stack <file>)`);
  }
  return { options, isAudited: !flags['no-audit'] };
}

type Range = [least: number, most: number];

function readCount(name: string, text: string, [least, most]: Range): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UserError(`--${name} must be a whole number from ${least} to ${most}, not "${text}"`);
}

function parse(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const options = {
    shoppers: text('20'),
    checkouts: text('1000'),
    products: text('10'),
    scarce: text('2'),
    settle: text('30'),
    seed: { type: 'string' },
    stack: { type: 'string' },
    observations: { type: 'string' },
    'no-audit': flag,
    help: { ...flag, short: 'h' },
  } as const;
  return readArguments(args, options, { allowPositionals: false }).values;
}
