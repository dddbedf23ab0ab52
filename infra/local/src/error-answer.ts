import type { ServerResponse } from 'node:http';

/** What the services send with their answers too: nothing in it runs, nobody frames, guesses or keeps it. */
const PROTECTION = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Answers an error in the shop's own form; a 503 says when to come again. */
export function answerError(res: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ errors: [{ message }] });
  res.writeHead(status, {
    ...PROTECTION,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(status === 503 && { 'retry-after': '1' }),
  });
  res.end(body);
}
