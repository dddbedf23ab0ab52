import { CustomError } from './custom-error';

/** 403: a valid session, but another user's document. */
export class ForbiddenError extends CustomError {
  readonly statusCode = 403;
  override readonly code = 'forbidden';

  constructor(message = 'Forbidden') {
    super(message);
  }
}
