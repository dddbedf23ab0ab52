import { CustomError } from './custom-error';

/** 429: slow down. */
export class TooManyRequestsError extends CustomError {
  readonly statusCode = 429;
  override readonly headers: Record<string, string>;

  /** @param retryAfterSeconds whole seconds, sent as Retry-After */
  constructor(
    message = 'Too many requests',
    retryAfterSeconds = 1,
    override readonly code = 'too_many_requests',
  ) {
    super(message);
    this.headers = { 'Retry-After': String(retryAfterSeconds) };
  }
}
