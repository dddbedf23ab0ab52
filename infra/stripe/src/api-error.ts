/** The body of a Stripe error, without its envelope. */
export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  charge?: string;
}

/** A refusal that the caller sees: an HTTP status and Stripe's error object. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(body.message);
  }
}

/** 400: the request cannot be run as it is. */
export const invalidRequest = (message: string, details: { code?: string; param?: string } = {}) =>
  new ApiError(400, { type: 'invalid_request_error', message, ...details });

export const missingParam = (param: string) =>
  invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });

/** Says openly that Stripe could do this and the sandbox cannot. */
export const notImitated = (what: string, param?: string) =>
  invalidRequest(`The sandbox does not imitate ${what}.`, { code: 'sandbox_unsupported', param });

export const noSuch = (kind: string, id: string, param: string, status: 400 | 404) =>
  new ApiError(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });

export const unknownRoute = (method: string, path: string) =>
  new ApiError(404, {
    type: 'invalid_request_error',
    message:
      `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the ` +
      'trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) ' +
      'identifier in your code.',
  });

export const tooManyRequests = () =>
  new ApiError(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message:
      'Request rate limit exceeded. You are hitting the API too quickly; back off exponentially and try again.',
  });

/** 500; `final`: clients learn that a repetition would only get this same answer. */
export const internalError = (final: boolean) =>
  new ApiError(
    500,
    { type: 'api_error', message: 'An unknown error occurred. It was made on demand by the sandbox.' },
    final ? { 'Stripe-Should-Retry': 'false' } : {},
  );

export const keyInUse = (key: string) =>
  new ApiError(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message:
      'There is currently another in-progress request using this Idempotent Key (that probably means you ' +
      `submitted twice, and the other request is still going through): ${key}. ` +
      "If you're experiencing failures, please try again.",
  });
