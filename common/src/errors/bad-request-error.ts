import { CustomError, type ErrorItem } from './custom-error';

/** 400: the request can't be carried out as it is; `field` names the part to change. */
export class BadRequestError extends CustomError {
  readonly statusCode = 400;

  constructor(
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }

  override serializeErrors(): ErrorItem[] {
    return [this.field ? { message: this.message, field: this.field } : { message: this.message }];
  }
}
