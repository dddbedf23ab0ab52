import type { RequestListener } from 'node:http';
import express, { Router, type Express, type RequestHandler } from 'express';
import { ServiceUnavailableError } from '../errors/service-unavailable-error';
import type { EventBus } from '../messaging/event-bus';
import { errorHandler, notFound } from '../middlewares/error-handler';
import { databaseAnswers } from '../database/database';
import { registry } from '../telemetry/metrics';

/** What the probes report. */
export interface HealthSource {
  /** `booting` until database and indexes are there, `stopping` once the shutdown has begun. */
  phase(): 'booting' | 'serving' | 'stopping';
  bus: Pick<EventBus, 'isConnected'>;
  /** Updates the gauges that a scrape reads. */
  measure?(): Promise<void>;
}

/**
 * - `/healthz`: 200 while the process is alive. It never depends on the database or the broker, because their outage
 *   would then restart every service.
 * - `/readyz`: 200 when the service can serve requests, else 503. The bus is reported and does not decide: without a
 *   broker, reads work and events wait in the outbox (ADR 0028).
 * - `/metrics`: Prometheus text.
 */
export function healthRouter(source: HealthSource): Router {
  return Router()
    .get('/healthz', (_req, res) => {
      res.send({ status: 'ok' });
    })
    .get('/readyz', async (_req, res) => {
      const serving = source.phase() === 'serving';
      const database = await databaseAnswers();
      const isReady = serving && database;
      res.status(isReady ? 200 : 503).send({
        status: isReady ? 'ok' : 'unavailable',
        checks: { serving, database, bus: source.bus.isConnected() },
      });
    })
    .get('/metrics', async (_req, res) => {
      await source.measure?.();
      res.type(registry.contentType).send(await registry.metrics());
    });
}

const PROBE = /^\/(?:healthz|readyz|metrics)\/?(?:\?|$)/i;

/** Clients of a proxy may send a whole URL. One that is malformed throws wherever it is parsed. */
const isMalformed = (address: string): boolean => !address.startsWith('/') && !URL.canParse(address);

/**
 * Puts the probes in front of an app, and refuses its requests with 503 while the service boots. One look at the
 * address decides: an app inside another app would cost every request a second round of routing.
 */
export function withProbes(app: Express, source: HealthSource): RequestListener {
  const probes = express()
    .disable('x-powered-by')
    .use(
      healthRouter(source),
      refuseWhileBooting(source),
      notFound,
      errorHandler,
    ) as unknown as RequestListener;
  const requests = app as unknown as RequestListener;
  return (req, res) => {
    if (isMalformed(req.url ?? '')) req.url = '/'; // which no service has
    if (PROBE.test(req.url ?? '') || source.phase() === 'booting') probes(req, res);
    else requests(req, res);
  };
}

/** Without its indexes a database accepts what it must refuse, such as the same e-mail twice. */
const refuseWhileBooting =
  (source: HealthSource): RequestHandler =>
  (_req, res, next) => {
    if (source.phase() !== 'booting') return next();
    res.set('Cache-Control', 'no-store');
    throw new ServiceUnavailableError();
  };
