import type { ServerResponse } from 'node:http';

/** Nothing from another site, no inline script or style, and no frame around these pages. */
const PROTECTION = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  // With no-referrer, browsers send no origin with a form.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Answers a page, or a part of one. */
export function answerText(res: ServerResponse, type: string, text: string | Buffer, status = 200): void {
  res
    .writeHead(status, {
      ...PROTECTION,
      'content-type': `${type}; charset=utf-8`,
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

export const answerPage = (res: ServerResponse, page: string, status = 200): void =>
  answerText(res, 'text/html', page, status);

export const answerJson = (res: ServerResponse, body: unknown): void =>
  answerText(res, 'application/json', JSON.stringify(body));

/** Sends the browser on: 303 after a form, 308 for a path that is written in another way. */
export function redirect(res: ServerResponse, location: string, status: 303 | 308 = 303): void {
  res.writeHead(status, { ...PROTECTION, location, 'content-length': 0 }).end();
}
