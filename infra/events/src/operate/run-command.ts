import { UserError } from '../user-error';

/** Runs a command to its exit code; what the caller can put right is reported in one line. */
export function runCommand(main: (args: string[]) => Promise<number>): void {
  // `… | head` closes our output when it has enough.
  process.stdout.on('error', () => process.exit(0));
  main(process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error instanceof UserError ? error.message : error);
      process.exit(error instanceof UserError ? error.exitCode : 1);
    },
  );
}
