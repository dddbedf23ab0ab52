import { CustomError, type ErrorItem } from './custom-error';

/** 400: one entry for each field that failed its rule. */
export class RequestValidationError extends CustomError {
  readonly statusCode = 400;
  override readonly code = 'invalid_field';

  constructor(private readonly items: ErrorItem[]) {
    super('Invalid request');
  }

  override serializeErrors(): ErrorItem[] {
    return this.items;
  }
}
