import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UserError } from '@ecommerce/events/user-error';
import { messageOf } from './errors';

/**
 * Reads the options of a command.
 * @throws UserError in one line for what is unknown, with exit code 2
 */
export function readOptions<T extends ParseArgsConfig>(config: T) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UserError(`${messageOf(error).split(/[.\n]/)[0]} (see --help)`, 2);
  }
}
