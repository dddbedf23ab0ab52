import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The process's Prometheus registry, answered at /metrics. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

export const httpDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time from request to response',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [registry],
});

export const eventsPublished = new Counter({
  name: 'events_published_total',
  help: 'Events that the broker has confirmed',
  labelNames: ['subject'],
  registers: [registry],
});

export const eventsHandled = new Counter({
  name: 'events_handled_total',
  help: 'Tries to handle a delivery by outcome: handled, retried (here or by a redelivery), dead (dead-lettered)',
  labelNames: ['subject', 'outcome'],
  registers: [registry],
});

export const eventsRepublished = new Counter({
  name: 'events_republished_total',
  help: 'Republished events that the broker has confirmed',
  labelNames: ['subject'],
  registers: [registry],
});

export const brokerEpochChanges = new Counter({
  name: 'broker_epoch_changes_total',
  help: 'Times the broker was found restarted empty or from an older copy',
  registers: [registry],
});

export const outboxPending = new Gauge({
  name: 'outbox_pending_documents',
  help: 'Documents with events that the broker has not confirmed, at the last sweep',
  registers: [registry],
});
