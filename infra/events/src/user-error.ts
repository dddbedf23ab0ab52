/** Something the caller can put right: shown as its one line, without a stack. */
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

/** What went wrong, in words: some libraries throw plain strings, and fetch hides the reason in a cause. */
export function wordsOf(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  const { message, cause } = reason;
  return cause instanceof Error && cause.message ? `${message}: ${cause.message}` : message;
}
