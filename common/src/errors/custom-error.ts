/** One entry of an error answer. */
export interface ErrorItem {
  /** For people. */
  message: string;
  /** The request field that caused it. */
  field?: string;
  /** For programs, in snake_case; the error's own code when it is left out. */
  code?: string;
}

/**
 * An error that the caller can do something about. Everything else that is thrown is answered as a plain 500.
 * All routes share the body `{errors: [{message, field?, code}]}`.
 */
export abstract class CustomError extends Error {
  /** HTTP status of the answer. */
  abstract readonly statusCode: number;

  /** What went wrong, for programs: snake_case, listed in the API document of the service that sends it. */
  readonly code: string = 'error';

  /** Extra answer headers, such as Retry-After. */
  readonly headers: Readonly<Record<string, string>> = {};

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }

  /** The entries of the answer; they reveal nothing internal. `errorHandler` adds a missing `code`. */
  serializeErrors(): ErrorItem[] {
    return [{ message: this.message }];
  }
}
