import { CustomError } from './custom-error';

/** 401: no valid session. */
export class NotAuthorizedError extends CustomError {
  readonly statusCode = 401;

  constructor(message = 'Not authorized') {
    super(message);
  }
}
