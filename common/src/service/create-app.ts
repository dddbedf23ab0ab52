import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { currentUser } from '../middlewares/current-user';
import { errorHandler, notFound } from '../middlewares/error-handler';
import { jsonBody } from '../middlewares/json-body';
import { ServiceUnavailableError } from '../errors/service-unavailable-error';
import type { ServiceApi } from '../openapi/describe-api';
import { documentRouter } from '../openapi/serve-document';
import { sameOrigin } from '../middlewares/same-origin';
import { sessionCookie, type SessionKeys } from '../session/session';
import { healthRouter, type HealthSource } from './health';
import type { Logger } from '../runtime/logger';
import { httpDuration } from '../runtime/metrics';

/** What the HTTP face of a service is made of. */
export interface AppOptions {
  logger: Logger;
  keys: SessionKeys;
  /** The service's routes, in the order in which they are tried. */
  routers: Router[];
  /** The description of these routes, which the service shows. */
  api?: ServiceApi;
}

/** Where createService tells the app's probes what to look at. */
export interface ServiceApp extends Express {
  health: HealthSource;
}

/** The HTTP face that all services share: probes → headers → log → document → JSON → session → routers → 404 → errors. */
export function createApp({ logger, keys, routers, api }: AppOptions): ServiceApp {
  const app = express() as ServiceApp;
  app.health = { phase: () => 'serving' };
  app.disable('x-powered-by');
  app.disable('etag'); // answers are per user or change with every sale
  app.set('trust proxy', 1); // the ingress, and nobody before it
  app.use(
    healthRouter({
      phase: () => app.health.phase(),
      get bus() {
        return app.health.bus;
      },
    }),
  );
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
      },
    }),
  );
  app.use(requestLog(logger), measure, noStore);
  if (api) app.use(documentRouter(api));
  app.use(refuseWhileBooting(app), sameOrigin, ...jsonBody(), ...sessionCookie(), currentUser(keys));
  app.use(...routers);
  app.use(notFound, errorHandler);
  return app;
}

const requestLog = (logger: Logger): RequestHandler =>
  pinoHttp({
    logger,
    quietReqLogger: true,
    customLogLevel: (_req, res, error) =>
      error || res.statusCode >= 500 ? 'error' : res.statusCode >= 400 ? 'warn' : 'info',
    serializers: {
      req: (req: { id: unknown; method: string; url: string }) => ({
        id: req.id,
        method: req.method,
        url: req.url,
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
  });

/** Without its indexes a database would take what it must refuse, such as the same e-mail twice. */
const refuseWhileBooting =
  (app: ServiceApp): RequestHandler =>
  (_req, _res, next) => {
    if (app.health.phase() === 'booting') throw new ServiceUnavailableError();
    next();
  };

const measure: RequestHandler = (req, res, next) => {
  const stop = httpDuration.startTimer({ method: req.method });
  res.on('finish', () => {
    const { path } = (req.route ?? { path: 'none' }) as { path: string };
    stop({ route: path, status: res.statusCode });
  });
  next();
};

const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
