import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '@ecommerce/e2e/command';
import { readOptions } from '../read-options';

export const HELP = `npm run bench:peer -- --checkout FOLDER [options]    the faults of npm run test:faults, done to another project

  --checkout FOLDER  the project, ready to start: docs/reliability.md tells which commit, and how to make it ready
  --seed N           the same seed does the same again (2026)
  --scale N          the share of the full run: more than 0, at most 1 (1)
  --help             this text

Prints how often the project broke each promise. Exit code 2 for wrong use, 1 when a trial could not be done.`;

/** What the user asked for. */
export interface Options {
  checkout: string;
  seed: number;
  scale: number;
}

/**
 * @returns undefined when the help was asked for
 * @throws UserError in one line for wrong use
 */
export function readCommand(args: string[]): Options | undefined {
  const { help, checkout, seed, scale } = readOptions(args, {
    checkout: { type: 'string' },
    seed: { type: 'string', default: '2026' },
    scale: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h' },
  });
  if (help) return undefined;
  if (!checkout) throw new UserError('--checkout FOLDER is missing (--help tells the options)');
  if (!existsSync(checkout)) throw new UserError(`--checkout ${checkout} does not exist`);
  if (!/^\d{1,9}$/.test(seed))
    throw new UserError(`--seed must be a whole number of up to nine digits, not "${seed}"`);
  if (!(Number(scale) > 0 && Number(scale) <= 1))
    throw new UserError(`--scale must be more than 0 and at most 1, not "${scale}"`);
  return { checkout: path.resolve(checkout), seed: Number(seed), scale: Number(scale) };
}
