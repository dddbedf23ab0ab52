import { CustomError } from './custom-error';

/** 404: unknown route, malformed id, or a document the caller must not know of. */
export class NotFoundError extends CustomError {
  readonly statusCode = 404;

  constructor(message = 'Not Found') {
    super(message);
  }
}
