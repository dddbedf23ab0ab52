import type { Request, RequestHandler } from 'express';
import { checkSchema, matchedData, validationResult, type Schema } from 'express-validator';
import type { ErrorItem } from '../errors/custom-error';
import { RequestValidationError } from '../errors/request-validation-error';

/**
 * Checks a request against an express-validator schema kept as data: 400 with one entry per bad field.
 * A rule without `in` is about the body; query, headers and cookies are never a second source of a field.
 * The handler then takes its input from `validated`, which holds the declared fields and nothing else.
 */
export function validateRequest(schema: Schema): RequestHandler[] {
  return [
    ...checkSchema(schema, ['body']),
    (req, _res, next) => {
      const errors = validationResult(req).array({ onlyFirstError: true });
      if (errors.length > 0) throw new RequestValidationError(errors.map(toItem));
      next();
    },
  ];
}

/** The declared fields of a checked request; everything else that was sent is dropped. */
export function validated<T extends object>(req: Request): T {
  return matchedData<T>(req, { includeOptionals: false });
}

function toItem(error: { msg: unknown; type: string; path?: string }): ErrorItem {
  const message = String(error.msg);
  return error.path ? { message, field: error.path } : { message };
}
