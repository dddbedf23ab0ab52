import { Router } from 'express';
import type { EventBus } from '../messaging/event-bus';
import { databaseAnswers } from './database';
import { registry } from './metrics';

/** A broker that is away for a moment is no reason to take a service out of its load balancer. */
const BUS_GRACE_MS = 10_000;

/** What the probes ask about. */
export interface HealthSource {
  /** `booting` until database and indexes are there, `stopping` once the shutdown has begun. */
  phase(): 'booting' | 'serving' | 'stopping';
  bus?: EventBus;
}

/**
 * `/healthz`: the process is alive (never depends on database or broker, or their outage would restart us all);
 * `/readyz`: database and bus answer; `/metrics`: Prometheus text.
 */
export function healthRouter(source: HealthSource): Router {
  return Router()
    .get('/healthz', (_req, res) => {
      res.send({ status: 'ok' });
    })
    .get('/readyz', async (_req, res) => {
      const checks = {
        serving: source.phase() === 'serving',
        database: await databaseAnswers(),
        ...(source.bus && { bus: source.bus.isConnected() || isShortOutage(source.bus) }),
      };
      const ready = Object.values(checks).every(Boolean);
      res.status(ready ? 200 : 503).send({ status: ready ? 'ok' : 'unavailable', checks });
    })
    .get('/metrics', async (_req, res) => {
      res.type(registry.contentType).send(await registry.metrics());
    });
}

function isShortOutage(bus: EventBus): boolean {
  return bus.disconnectedForMs() < BUS_GRACE_MS;
}
