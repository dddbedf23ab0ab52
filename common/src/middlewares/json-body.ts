import { isUtf8 } from 'node:buffer';
import { json, type Request, type RequestHandler } from 'express';
import { UnsupportedMediaTypeError } from '../errors/unsupported-media-type-error';

const LIMIT_BYTES = 16 * 1024;
/** What the error handler knows a body by whose bytes are not UTF-8. */
export const INVALID_UTF8 = 'charset.invalid';

/**
 * Takes JSON bodies in UTF-8 of up to 16 KiB and no other: a body that is not declared as JSON is 415, since a form of
 * another site can send every other type without asking. Another charset is 415, and bytes that are not UTF-8 are 400.
 * Compressed bodies are refused too (no bombs).
 */
export function jsonBody(): RequestHandler {
  const parse = json({
    limit: LIMIT_BYTES,
    inflate: false,
    verify: (_req, _res, body) => requireUtf8(body),
  });
  return (req, res, next) => {
    if (!hasBody(req)) return next();
    if (!(req.is('application/json') && isDeclaredUtf8(req))) throw new UnsupportedMediaTypeError();
    parse(req, res, next);
  };
}

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Without a charset, JSON is UTF-8 (RFC 8259, 8.1). */
function isDeclaredUtf8(req: Request): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(req.headers['content-type'] ?? '')?.[1];
  return charset === undefined || charset.toLowerCase() === 'utf-8';
}

/** Decoding would replace the bytes, and different bodies would become one text. */
function requireUtf8(body: Buffer): void {
  if (!isUtf8(body)) throw Object.assign(new Error('Body is not valid UTF-8'), { type: INVALID_UTF8 });
}
