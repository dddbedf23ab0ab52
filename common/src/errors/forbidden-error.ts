import { CustomError } from './custom-error';

/** 403: a valid session, but somebody else's document. */
export class ForbiddenError extends CustomError {
  readonly statusCode = 403;

  constructor(message = 'Forbidden') {
    super(message);
  }
}
