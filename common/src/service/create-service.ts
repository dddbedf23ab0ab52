import type { Express } from 'express';
import mongoose from 'mongoose';
import type { Listener } from '../events/listener';
import { listen } from '../events/listen';
import { deadLetterReplays } from '../events/replay-dead-letters';
import type { EventBus } from '../messaging/event-bus';
import type { AggregateModel } from '../outbox/aggregate';
import { ignoreTimeout, withTimeout } from '../runtime/with-timeout';
import { OutboxRelay } from '../outbox/relay';
import type { EventSource } from '../recovery/event-source';
import { maintenanceJobs } from '../recovery/maintenance';
import type { Replica } from '../recovery/replica';
import { exitOnConfigError, type BusSettings, type ServiceSettings } from '../runtime/config';
import { connectDatabase, ensureIndexes, whenAvailable } from '../database/database';
import { withProbes } from './health';
import { closeServer, createHttpServer, listenOn } from './http-server';
import { messageClasses } from './message-classes';
import type { Logger } from '../telemetry/logger';
import { runPeriodically, type PeriodicJob } from '../runtime/periodic';
import { endedSessionsReads } from '../session/ended-sessions';
import type { SessionKeys } from '../session/session';
import { startTracing, type TraceSettings } from '../telemetry/start-tracing';
import { measureState } from '../telemetry/state-metrics';
import { activeTracer } from '../telemetry/tracer';
import { followEndedSessions, UserSessionsEndedListener } from '../session/sessions-ended-listener';

/** The parts of a service: its settings, its HTTP interface, its events and its jobs. */
export interface ServiceOptions {
  /** Also the queue group of its listeners: renaming a service replays the broker's whole history to it. */
  name: string;
  config: Pick<ServiceSettings, 'PORT' | 'HOST' | 'MONGO_URI' | 'JWT_KEY' | 'SHUTDOWN_GRACE_MS'> &
    Pick<BusSettings, 'REPUBLISH_PER_SECOND' | 'NATS_MONITOR_URL'> &
    TraceSettings;
  logger: Logger;
  app: Express;
  /** Those of its app: sessions that end before they expire end in every process of the service. */
  keys: SessionKeys;
  bus: EventBus;
  /** The models whose outboxes are relayed. */
  aggregates?: AggregateModel[];
  /** How to republish the events of its documents after the broker lost them. */
  eventSources?: EventSource[];
  /** Its copies of other services' documents. */
  replicas?: Replica[];
  listeners?: Listener[];
  jobs?: PeriodicJob[];
  background?: BackgroundWork;
}

/** Work that outlives the request, event or job that started it. */
export interface BackgroundWork {
  /** The shutdown starts: answer the requests that wait for the work at once. */
  stop(): void;
  /** Resolves when no work is running; awaited within the grace period, before bus and database are closed. */
  idle(): Promise<void>;
}

const HANDLER_DRAIN_MS = 5000;
const RELAY_DRAIN_MS = 2000;
/** The part of the grace period that background work leaves to the relay, the bus and the database. */
const CLOSING_MS = RELAY_DRAIN_MS + 1000;
/** For sending the last spans. */
const TRACE_FLUSH_MS = 1000;
const WEAK_KEY_BYTES = 32;

/**
 * The life cycle of all services.
 * Boot: HTTP (alive, not ready) → database → indexes → ended sessions → bus, listeners, relay, jobs → ready.
 * Shutdown at SIGTERM or SIGINT: not ready → HTTP → jobs → background work → deliveries and their handlers → relay →
 * bus → database → exit code 0. Handlers and background work end before the relay, so their events are published.
 * After SHUTDOWN_GRACE_MS the exit code is 1; outboxes and leases cover the rest.
 * It waits for a database or broker that is unavailable, at boot or later; requests meanwhile get 503.
 * A user name or password that the database refuses at boot ends the process with exit code 1.
 */
export function createService(options: ServiceOptions) {
  const { name, config, logger, app, keys, bus, aggregates = [], listeners = [], jobs = [] } = options;
  const sessionsEnded = new UserSessionsEndedListener(keys.ended);
  const { eventSources = [], replicas = [], background } = options;
  const stopping = new AbortController();
  let phase: 'booting' | 'serving' | 'stopping' = 'booting';
  const measure = (): Promise<void> => measureState(measuredService(options));
  const listener = withProbes(app, { phase: () => phase, bus, measure });
  const server = createHttpServer(listener, stopping.signal, messageClasses(app));
  const relay = new OutboxRelay(aggregates, bus, logger);
  const { REPUBLISH_PER_SECOND: republishPerSecond, SHUTDOWN_GRACE_MS: graceMs } = config;
  const maintenance = [
    ...maintenanceJobs({ name, bus, logger, eventSources, replicas, republishPerSecond }),
    deadLetterReplays([...listeners, sessionsEnded], logger),
    endedSessionsReads(keys.ended),
  ];
  let stopJobs: (() => Promise<void>)[] = [];

  async function start(): Promise<void> {
    stopOnSignals(stop, graceMs, logger);
    if (Buffer.byteLength(config.JWT_KEY) < WEAK_KEY_BYTES)
      logger.warn(`JWT_KEY is shorter than ${WEAK_KEY_BYTES} bytes`);
    await startTracing(name, config);
    await listenOn(server, config);
    await prepareDatabase().catch(exitOnConfigError);
    if (stopping.signal.aborted) return;
    bus.connect();
    for (const listener of listeners) listen(bus, { queueGroup: name }, listener, logger);
    followEndedSessions(bus, sessionsEnded, logger);
    relay.start();
    stopJobs = [...jobs, ...maintenance].map((job) => runPeriodically(job, logger));
    phase = 'serving';
    logger.info({ port: config.PORT }, 'ready');
  }

  async function prepareDatabase(): Promise<void> {
    await connectDatabase(config.MONGO_URI, logger, stopping.signal);
    await ensureIndexes(Object.values(mongoose.models), logger, stopping.signal);
    await whenAvailable(() => keys.ended.load(), logger, stopping.signal);
  }

  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= shutDown());

  async function shutDown(): Promise<void> {
    const end = performance.now() + graceMs - CLOSING_MS;
    const backgroundEnds = () =>
      background && withTimeout(background.idle(), Math.max(0, end - performance.now()), ignoreTimeout);
    phase = 'stopping';
    stopping.abort();
    background?.stop();
    await closeServer(server, graceMs);
    await Promise.all(stopJobs.map((stopJob) => stopJob()));
    // Deliveries continue meanwhile: without them this replica would hold back messages from the others.
    await backgroundEnds();
    await bus.drain(HANDLER_DRAIN_MS);
    await backgroundEnds(); // work that the last handlers started
    await relay.stop(RELAY_DRAIN_MS);
    await bus.close();
    await mongoose.disconnect();
    await withTimeout(Promise.allSettled([activeTracer()?.shutdown()]), TRACE_FLUSH_MS, ignoreTimeout);
  }

  return { start, stop };
}

const measuredService = ({ name, bus, config, aggregates = [], listeners = [] }: ServiceOptions) => ({
  name,
  bus,
  aggregates,
  monitor: config.NATS_MONITOR_URL,
  subjects: listeners.map(({ contract }) => contract.subject),
});

function stopOnSignals(stop: () => Promise<void>, graceMs: number, logger: Logger): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'stopping');
      setTimeout(() => {
        logger.warn(`shutdown timed out after ${graceMs / 1000} s`);
        process.exit(1);
      }, graceMs).unref();
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, 'shutdown failed');
          process.exit(1);
        },
      );
    });
  }
}
