/** Something the caller can put right: shown as its one line, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';

  /** @param exitCode 2 for bad input, 1 for a shop that is not there */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}
