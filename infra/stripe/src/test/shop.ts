import path from 'node:path';
import { type Response, Router } from 'express';
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

const page = (script: string, body: string) => `<!doctype html>
<html lang="en"><head><title>Shop</title></head><body>${body}
<script src="/sandbox/stripe/v3.js"></script><script src="${script}"></script></body></html>`;

// React reads process.env, which browsers have not.
const forBrowsers = (script: string) => `var process = { env: { NODE_ENV: 'production' } };\n${script}`;

/** Pages of a shop for the browser tests, on the same origin as the sandbox, as behind the gateway. */
export function shopRouter(): Router {
  const router = Router();
  const send = (response: Response, html: string) =>
    void response.set('Content-Security-Policy', POLICY).send(html);
  for (const name of ['checkout', 'split']) {
    const script = forBrowsers(bundleScript(path.join(BUILT, `${name}.js`)));
    router.get(`/${name}.js`, (_request, response) => void response.type('js').send(script));
  }
  router.get('/', (_request, response) =>
    send(response, page('/checkout.js', '<h1>Pay</h1><div id="root"></div><p id="events"></p>')),
  );
  router.get('/split', (_request, response) =>
    send(
      response,
      page(
        '/split.js',
        '<div id="number"></div><div id="expiry"></div><div id="cvc"></div><button>Pay</button><output></output>',
      ),
    ),
  );
  return router;
}
