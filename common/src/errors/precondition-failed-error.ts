import { CustomError } from './custom-error';

/** 412: the resource is not in the state that the caller's `If-Match` names. */
export class PreconditionFailedError extends CustomError {
  readonly statusCode = 412;
  override readonly code = 'precondition_failed';
}
