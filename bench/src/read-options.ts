import type { ParseArgsConfig } from 'node:util';
import { readArguments, UserError } from '@ecommerce/e2e/command';

/**
 * Reads the options of a command that takes nothing else.
 * @throws UserError in one line for what is unknown
 */
export function readOptions<T extends ParseArgsConfig['options']>(args: string[], options: T) {
  const { values, positionals } = readArguments(args, options);
  if (positionals.length === 0) return values;
  throw new UserError(`${positionals[0]} is no option (--help tells the options)`);
}
