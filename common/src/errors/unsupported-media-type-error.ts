import { CustomError } from './custom-error';

/** 415: a body that is not declared as JSON. */
export class UnsupportedMediaTypeError extends CustomError {
  readonly statusCode = 415;
  override readonly code = 'unsupported_media_type';

  constructor(message = 'Content-Type must be application/json') {
    super(message);
  }
}
