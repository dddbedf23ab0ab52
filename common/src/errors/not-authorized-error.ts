import { CustomError } from './custom-error';

/** 401: no valid session. */
export class NotAuthorizedError extends CustomError {
  readonly statusCode = 401;
  override readonly code = 'not_authorized';

  constructor(message = 'Not authorized') {
    super(message);
  }
}
