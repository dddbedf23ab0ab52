/** One line of an error answer: `field` names the request field that caused it. */
export interface ErrorItem {
  message: string;
  field?: string;
}

/**
 * An error that a caller can do something about. Everything else that is thrown is answered as a plain 500.
 * Source of the shape: the `{errors: [{message, field?}]}` body that all routes share.
 */
export abstract class CustomError extends Error {
  /** HTTP status of the answer. */
  abstract readonly statusCode: number;

  /** Extra answer headers, such as Retry-After. */
  readonly headers: Readonly<Record<string, string>> = {};

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }

  /** What the caller is told; nothing of the inside. */
  serializeErrors(): ErrorItem[] {
    return [{ message: this.message }];
  }
}
