import express, { type Express, type RequestHandler } from 'express';
import type { Method, OpenApiDocument, ServiceApi } from '../openapi/describe-api';
import { conformance } from './conformance';

/** Turns a documented path into what its addresses look like. */
const addressOf = (path: string): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i');

const checks = new WeakMap<OpenApiDocument, ReturnType<typeof conformance>>();

function checkOf(document: OpenApiDocument) {
  const check = checks.get(document) ?? conformance(document);
  checks.set(document, check);
  return check;
}

/**
 * The app, held to its document: an answer that the document does not describe, or that was given to a request the
 * document forbids, is replaced by a 599 that says what is wrong. No test expects one, so each such answer fails a
 * test.
 */
export function documented(app: Express, api: ServiceApi): Express {
  const { paths } = api.document;
  const addresses = Object.entries(paths).map(([path, operations]) => ({
    address: addressOf(path),
    operations: operations,
  }));
  const check = checkOf(api.document);
  const hold: RequestHandler = (req, res, next) => {
    const { method, path, originalUrl } = req;
    const end = res.end.bind(res) as (...args: unknown[]) => typeof res;
    res.end = ((...args: unknown[]) => {
      const [chunk] = args;
      const body = typeof chunk === 'string' || Buffer.isBuffer(chunk) ? String(chunk) : '';
      const operation = addresses.find(({ address }) => address.test(path))?.operations[
        method.toLowerCase() as Method
      ];
      const headers = res.getHeaders();
      const problems = operation
        ? check(operation, {
            request: {
              query: new URL(originalUrl, 'http://x').searchParams,
              headers: req.headers,
              body: req.body,
            },
            answer: { status: res.statusCode, headers, body },
          })
        : undocumentedRoute(res.statusCode, path);
      if (problems.length === 0) return end(...args);
      const text = `${method} ${path} was answered ${res.statusCode}: ${problems.join('; ')}`;
      for (const name of Object.keys(headers)) res.removeHeader(name);
      res.statusCode = 599;
      return end(text);
    }) as typeof res.end;
    next();
  };
  const undocumentedRoute = (status: number, path: string): string[] =>
    status >= 400 || path === api.path ? [] : ['the document has no such route'];
  return express().disable('x-powered-by').use(hold, app);
}
