import type { ErrorRequestHandler, RequestHandler } from 'express';
import { BadRequestError } from '../errors/bad-request-error';
import { CustomError, type ErrorItem } from '../errors/custom-error';
import { NotFoundError } from '../errors/not-found-error';
import { PayloadTooLargeError } from '../errors/payload-too-large-error';
import { ServiceUnavailableError } from '../errors/service-unavailable-error';
import { UnsupportedMediaTypeError } from '../errors/unsupported-media-type-error';
import { isDatabaseUnavailable } from '../database/database';
import { INVALID_UTF8 } from './json-body';

/** The answer to every unknown route. */
export const notFound: RequestHandler = () => {
  throw new NotFoundError();
};

/** The one place where an error becomes an HTTP answer: every entry has a `code`. */
export const errorHandler: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (res.headersSent) {
    next(error); // Express ends the half-sent answer
    return;
  }
  const known = toCustomError(error);
  if (!known || known.statusCode >= 500) req.log?.error({ err: error }, 'request failed');
  if (!known) {
    res.status(500).send({ errors: [{ message: 'Something went wrong', code: 'internal_error' }] });
    return;
  }
  const errors = known.serializeErrors().map((item) => ({ ...item, code: item.code ?? known.code }));
  res.locals.refusal = refusalOf(errors);
  res.status(known.statusCode).set(known.headers).send({ errors });
};

function refusalOf(errors: ErrorItem[]) {
  const fields = errors.flatMap(({ field }) => field ?? []);
  return { code: errors[0]?.code ?? 'error', ...(fields.length > 0 && { fields }) };
}

function toCustomError(error: unknown): CustomError | undefined {
  if (error instanceof CustomError) return error;
  if (isDatabaseUnavailable(error)) return new ServiceUnavailableError();
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (error instanceof URIError)
    return new BadRequestError('Malformed address', { code: 'malformed_address' });
  // Errors of body-parser.
  if (type === 'entity.too.large') return new PayloadTooLargeError();
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new UnsupportedMediaTypeError('Body must be uncompressed UTF-8 JSON');
  }
  if (type === INVALID_UTF8) return new BadRequestError('Body is not valid UTF-8', { code: 'invalid_json' });
  if (typeof type === 'string' && status === 400)
    return new BadRequestError('Body is not valid JSON', { code: 'invalid_json' });
  return undefined;
}
