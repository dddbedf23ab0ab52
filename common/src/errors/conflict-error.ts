import { CustomError } from './custom-error';

/** 409: another writer is at work on the same document. */
export class ConflictError extends CustomError {
  readonly statusCode = 409;
  override readonly headers: Record<string, string>;

  /** @param retryAfterSeconds whole seconds, sent as Retry-After */
  constructor(message = 'Conflict with another request', retryAfterSeconds = 1) {
    super(message);
    this.headers = { 'Retry-After': String(retryAfterSeconds) };
  }
}
