/** An error that the caller can fix: shown as one line, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';

  /** @param exitCode 2 for bad input, 1 for a shop that does not answer or know */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}

/** The words of whatever was thrown, with those of its cause; of a command that failed, what it printed. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause, stderr } = error as Error & { stderr?: unknown };
  if (typeof stderr === 'string' && stderr.trim() !== '') return stderr;
  const reason = cause instanceof Error ? messageOf(cause) : '';
  return reason === '' ? message : `${message}: ${reason}`;
}
