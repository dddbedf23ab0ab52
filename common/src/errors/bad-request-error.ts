import { CustomError, type ErrorItem } from './custom-error';

/** 400: the request cannot be carried out as it is. */
export class BadRequestError extends CustomError {
  readonly statusCode = 400;
  override readonly code: string;
  /** The part of the request to change. */
  readonly field?: string;

  /** @param about the field to change, and a code of its own; a text alone is the field */
  constructor(message: string, about: string | { field?: string; code?: string } = {}) {
    super(message);
    const { field, code = 'bad_request' } = typeof about === 'string' ? { field: about } : about;
    this.field = field;
    this.code = code;
  }

  override serializeErrors(): ErrorItem[] {
    return [this.field ? { message: this.message, field: this.field } : { message: this.message }];
  }
}
