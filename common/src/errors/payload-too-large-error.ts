import { CustomError } from './custom-error';

/** 413: the body is over the limit. */
export class PayloadTooLargeError extends CustomError {
  readonly statusCode = 413;
  override readonly code = 'payload_too_large';

  constructor(message = 'Request body is too large') {
    super(message);
  }
}
