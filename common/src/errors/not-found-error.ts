import { CustomError } from './custom-error';

/** 404: unknown route, malformed id, or a document the caller may not see. */
export class NotFoundError extends CustomError {
  readonly statusCode = 404;
  override readonly code = 'not_found';

  constructor(message = 'Not Found') {
    super(message);
  }
}
