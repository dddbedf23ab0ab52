import path from 'node:path';
import express, { type Response, Router } from 'express';
import type { Sandbox } from '../sandbox';
import { browserTokenRouter } from './api';
import { bundleScript } from './script-bundle';

const BROWSER = path.resolve(__dirname, '../../browser');
const SCRIPTS = { '/v3.js': 'build/page/v3.js', '/card.js': 'build/frame/card.js' };

const HEADERS = {
  'Cache-Control': 'no-cache',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** What the page of the card fields may do: run its own files, talk to its own host, and sit in a page of that host. */
const CARD_PAGE_POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'"],
].join('; ');

/**
 * Stripe.js and the card fields, as the gateway shows them under `/sandbox/stripe`.
 * @throws Error when the browser part was not built
 */
export function browserRouter(sandbox: Sandbox): Router {
  const router = Router();
  router.use(browserTokenRouter(sandbox));
  for (const [url, file] of Object.entries(SCRIPTS)) {
    const script = bundleScript(path.join(BROWSER, file));
    router.get(url, (_request, response) => void response.set(HEADERS).type('js').send(script));
  }
  const setHeaders = (response: Response, file: string) => {
    response.set(HEADERS);
    if (file.endsWith('.html')) response.set('Content-Security-Policy', CARD_PAGE_POLICY);
  };
  router.use(express.static(path.join(BROWSER, 'static'), { index: false, redirect: false, setHeaders }));
  return router;
}
