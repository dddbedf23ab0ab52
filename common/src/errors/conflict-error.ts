import { CustomError } from './custom-error';

/** 409: another writer is at work on the same document. */
export class ConflictError extends CustomError {
  readonly statusCode = 409;
  override readonly headers: Record<string, string>;

  /** @param retryAfterSeconds whole seconds, sent as Retry-After; left out where a retry cannot help */
  constructor(
    message = 'Conflict with another request',
    retryAfterSeconds?: number,
    override readonly code = 'conflict',
  ) {
    super(message);
    this.headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  }
}
