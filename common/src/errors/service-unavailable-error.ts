import { CustomError } from './custom-error';

/** 503: a dependency is unavailable. The request may have been carried out; an Idempotency-Key makes a retry safe. */
export class ServiceUnavailableError extends CustomError {
  readonly statusCode = 503;
  override readonly code = 'service_unavailable';
  override readonly headers: Record<string, string>;

  /** @param retryAfterSeconds whole seconds, sent as Retry-After */
  constructor(message = 'Service temporarily unavailable', retryAfterSeconds = 1) {
    super(message);
    this.headers = { 'Retry-After': String(retryAfterSeconds) };
  }
}
