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

/** Events take from a millisecond to the five minutes after which a failing one is dead-lettered. */
const EVENT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300];

export const publishDuration = new Histogram({
  name: 'event_publish_duration_seconds',
  help: 'Time from sending an event to the confirmation of the broker',
  labelNames: ['subject'],
  buckets: EVENT_SECONDS,
  registers: [registry],
});

export const consumeDuration = new Histogram({
  name: 'event_consume_duration_seconds',
  help: 'Time of each try to handle a delivery by outcome: handled, retried (here or by a redelivery), dead_lettered',
  labelNames: ['subject', 'outcome'],
  buckets: EVENT_SECONDS,
  registers: [registry],
});

export const criticalTime = new Histogram({
  name: 'event_critical_time_seconds',
  help: 'Time from the broker accepting an event to its being handled here',
  labelNames: ['subject'],
  buckets: EVENT_SECONDS,
  registers: [registry],
});

export const redeliveries = new Counter({
  name: 'event_redeliveries_total',
  help: 'Deliveries that the broker has repeated',
  registers: [registry],
});

export const eventLag = new Gauge({
  name: 'event_lag_messages',
  help: "Messages that this service's group has not acknowledged, by the broker's monitor",
  labelNames: ['subject', 'group'],
  registers: [registry],
});

export const deadLetters = new Gauge({
  name: 'dead_letters',
  help: 'Dead letters that wait for an operator',
  labelNames: ['subject'],
  registers: [registry],
});

export const outboxOldestAge = new Gauge({
  name: 'outbox_oldest_age_seconds',
  help: 'Age of the oldest outbox that is not empty; 0 when all are',
  registers: [registry],
});

export const outboxPendingEvents = new Gauge({
  name: 'outbox_pending_events',
  help: 'Events that the broker has not confirmed',
  registers: [registry],
});

export const busConnected = new Gauge({
  name: 'bus_connected',
  help: '1 while this process is connected to the broker',
  registers: [registry],
});

export const databaseUp = new Gauge({
  name: 'database_up',
  help: '1 when the database has answered this scrape',
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
