import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { METHODS } from './request-rules';

const SNIFFING = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
/** The services send the same: no script, no frame, no content sniffing, no caching. */
const PROTECTION = {
  ...SNIFFING,
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/** Answers an error in the form of the services, with the request's id. 503 says when to retry, 405 the methods. */
export function answerError(res: ServerResponse, status: number, message: string): void {
  const code = (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/\W+/g, '_');
  const body = JSON.stringify({ errors: [{ message, code }] });
  res.writeHead(status, {
    ...PROTECTION,
    'x-request-id': requestIdOf(res.req.headers),
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(status === 503 && { 'retry-after': '1' }),
    ...(status === 405 && { allow: METHODS.join(', ') }),
  });
  res.end(body);
}

/** The id that a request came with, when it is well-formed, or one of its own; the services choose alike. */
function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,128}$/.test(given) ? given : randomUUID();
}

/** Adds the security headers that an answer lacks, as the sandbox's files do. They must not break a page of its own. */
export function protectHeaders(headers: IncomingHttpHeaders): void {
  const given = headers['content-security-policy'];
  const policy = given?.includes('frame-ancestors')
    ? given
    : [given, "frame-ancestors 'none'"].filter(Boolean).join('; ');
  headers['content-security-policy'] = policy;
  const frames = policy.includes("frame-ancestors 'self'") ? 'SAMEORIGIN' : 'DENY';
  for (const [name, value] of Object.entries({ ...SNIFFING, 'x-frame-options': frames }))
    headers[name] ??= value;
}
