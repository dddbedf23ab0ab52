import express, { type Express, type RequestHandler, type Router } from 'express';
import { currentUser } from '../middlewares/current-user';
import { errorHandler, notFound } from '../middlewares/error-handler';
import { jsonBody } from '../middlewares/json-body';
import type { ServiceApi } from '../openapi/describe-api';
import { documentRouter } from '../openapi/serve-document';
import { sameOrigin } from '../middlewares/same-origin';
import { addSessionCookie, type SessionKeys } from '../session/session';
import type { Logger } from '../telemetry/logger';
import { requestLog } from '../telemetry/request-log';
import { securityHeaders } from './security-headers';
import { sendJson } from './send-json';

/** The parts of a service's HTTP interface. */
export interface AppOptions {
  logger: Logger;
  keys: SessionKeys;
  /** The service's routes, in the order in which they are tried, and what guards them. */
  routers: RequestHandler[];
  /** The description of these routes, served as OpenAPI. */
  api?: ServiceApi;
}

/**
 * The HTTP interface that all services share: headers → log → document → same origin → JSON → session → routers → 404 →
 * errors.
 * `createService` puts the probes in front of it.
 */
export function createApp({ logger, keys, routers, api }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag'); // responses are per user or change with every sale
  app.set('trust proxy', 1); // trust the ingress only
  app.response.json = sendJson;
  addSessionCookie(app);
  app.use(securityHeaders, requestLog(logger));
  if (api) addRoutes(app, [documentRouter(api)]);
  app.use(sameOrigin, jsonBody(), currentUser(keys));
  addRoutes(app, routers);
  app.use(notFound, errorHandler);
  return app;
}

/**
 * Makes the routes of routers the app's own. With `use`, a request would be routed again by each router before its own.
 * A router with `param` handlers is used as it is, since they would be lost.
 */
function addRoutes(app: Express, handlers: readonly RequestHandler[]): void {
  for (const handler of handlers) {
    const { stack, params = {} } = handler as Partial<Pick<Router, 'stack'>> & { params?: object };
    if (stack && Object.keys(params).length === 0) app.router.stack.push(...stack);
    else app.use(handler);
  }
}
