import path from 'node:path';
import { Router } from 'express';
import { bundleScript } from '../http/script-bundle';

const BUILT = path.resolve(__dirname, '../../browser/build/test');

/** As strict as a shop's own pages. */
const POLICY = [
  ...[
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "frame-src 'self' http:",
  ],
  ...["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
].join('; ');

const PAGE = `<!doctype html>
<html lang="en"><head><title>Shop</title></head>
<body><h1>Pay</h1><div id="root"></div><p id="events"></p>
<script src="/sandbox/stripe/v3.js"></script><script src="/checkout.js"></script></body></html>`;

// React reads process.env, which browsers have not.
const forBrowsers = (script: string) => `var process = { env: { NODE_ENV: 'production' } };\n${script}`;

/** A page of a shop for the browser tests, on the same origin as the sandbox, as behind the gateway. */
export function shopRouter(): Router {
  const router = Router();
  const script = forBrowsers(bundleScript(path.join(BUILT, 'checkout.js')));
  router.get('/checkout.js', (_request, response) => void response.type('js').send(script));
  router.get('/', (_request, response) => void response.set('Content-Security-Policy', POLICY).send(PAGE));
  return router;
}
