import express, { type Express } from 'express';
import type { Sandbox } from '../sandbox';
import { apiRouter } from './api';
import { browserRouter } from './browser';
import { controlRouter } from './control';

/** The HTTP API: health, Stripe's API, its browser part, and the control plane. */
export function buildApp(sandbox: Sandbox): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'extended');
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.use('/_control', controlRouter(sandbox));
  app.use('/sandbox/stripe', browserRouter(sandbox));
  app.use(apiRouter(sandbox));
  return app;
}
