import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UserError, messageOf } from './errors';

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

/** Runs a command to its exit code; what the user can put right is reported in one line. */
export function runCommand(main: (args: string[]) => Promise<number>): void {
  // `… | head` closes our output when it has enough.
  process.stdout.on('error', () => process.exit(0));
  main(process.argv.slice(2)).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      console.error(error instanceof UserError ? error.message : error);
      process.exitCode = error instanceof UserError ? error.exitCode : 1;
    },
  );
}
