import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Helmet's headers for answers that are never a page. They are the same for every request, so they are made once. */
const HEADERS: readonly (readonly [string, string])[] = headersOfHelmet();

/** Sets the security headers of an answer, and forbids caches to keep it. */
export const securityHeaders: RequestHandler = (_req, res, next) => {
  for (const [name, value] of HEADERS) res.setHeader(name, value);
  next();
};

function headersOfHelmet(): [string, string][] {
  const headers = new Map<string, string>([['Cache-Control', 'no-store']]);
  const answer = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
  });
  setHeaders({} as IncomingMessage, answer as unknown as ServerResponse, () => {});
  return [...headers];
}
