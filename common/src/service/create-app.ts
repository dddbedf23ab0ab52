import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { currentUser } from '../middlewares/current-user';
import { errorHandler, notFound } from '../middlewares/error-handler';
import { jsonBody } from '../middlewares/json-body';
import type { ServiceApi } from '../openapi/describe-api';
import { documentRouter } from '../openapi/serve-document';
import { sameOrigin } from '../middlewares/same-origin';
import { sessionCookie, type SessionKeys } from '../session/session';
import type { Logger } from '../runtime/logger';
import { requestLog } from '../telemetry/request-log';

/** The parts of a service's HTTP interface. */
export interface AppOptions {
  logger: Logger;
  keys: SessionKeys;
  /** The service's routes, in the order in which they are tried. */
  routers: Router[];
  /** The description of these routes, served as OpenAPI. */
  api?: ServiceApi;
}

/**
 * The HTTP interface that all services share: headers → log → document → JSON → session → routers → 404 → errors.
 * `createService` puts the probes in front of it.
 */
export function createApp({ logger, keys, routers, api }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // responses are per user or change with every sale
  app.set('trust proxy', 1); // the ingress, and nobody before it
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
      },
    }),
  );
  app.use(requestLog(logger), noStore);
  if (api) app.use(documentRouter(api));
  app.use(sameOrigin, ...jsonBody(), ...sessionCookie(), currentUser(keys));
  app.use(...routers);
  app.use(notFound, errorHandler);
  return app;
}

const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
