'use strict';
const { Router } = require('express');
const { Registry, collectDefaultMetrics } = require('prom-client');

/**
 * /healthz, /readyz and /metrics for the kubelet and Prometheus, who call the pod directly.
 * The ingress sends every other path here too, so what carries its forwarding header is answered like any unknown page.
 */
function healthRouter(state) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  const router = Router();
  router.use(['/healthz', '/readyz', '/metrics'], (req, _res, following) => {
    following(req.get('x-forwarded-for') || req.get('x-forwarded-host') ? 'router' : undefined);
  });
  router.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  router.get('/readyz', (_req, res) => {
    const { ready: serving } = state;
    res.status(serving ? 200 : 503).json({ status: serving ? 'ok' : 'unavailable', checks: { serving } });
  });
  router.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}

module.exports = { healthRouter };
