import type { ServerResponse } from 'node:http';

/** Answers an error in the shop's own form; a 503 says when to come again. */
export function answerError(res: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ errors: [{ message }] });
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(status === 503 && { 'retry-after': '1' }),
  });
  res.end(body);
}
