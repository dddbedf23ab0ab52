import { STATUS_CODES, type ServerResponse } from 'node:http';

/** The services send the same: no script, no frame, no content sniffing, no caching. */
const PROTECTION = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Answers an error in the form of the services; a 503 says when to retry. */
export function answerError(res: ServerResponse, status: number, message: string): void {
  const code = (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/\W+/g, '_');
  const body = JSON.stringify({ errors: [{ message, code }] });
  res.writeHead(status, {
    ...PROTECTION,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(status === 503 && { 'retry-after': '1' }),
  });
  res.end(body);
}
