import { json, type RequestHandler } from 'express';
import { UnsupportedMediaTypeError } from '../errors/unsupported-media-type-error';

const LIMIT_BYTES = 16 * 1024;

/**
 * Takes JSON bodies of up to 16 KiB and no other: a body that is not declared as JSON is 415, since a form of
 * another site can send every other type without asking. Compressed bodies are refused too (no bombs).
 */
export function jsonBody(): RequestHandler[] {
  return [
    (req, _res, next) => {
      const hasBody =
        req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
      if (hasBody && !req.is('application/json')) throw new UnsupportedMediaTypeError();
      next();
    },
    json({ limit: LIMIT_BYTES, inflate: false }),
  ];
}
