import mongoose from 'mongoose';
import type { Listener } from '../events/listener';
import { listen } from '../events/listen';
import { deadLetterReplays } from '../events/replay-dead-letters';
import { setEventSource } from '../events/publisher';
import type { EventBus } from '../messaging/event-bus';
import type { AggregateModel } from '../outbox/aggregate';
import { OutboxRelay } from '../outbox/relay';
import type { EventSource } from '../recovery/event-source';
import { maintenanceJobs } from '../recovery/maintenance';
import type { Replica } from '../recovery/replica';
import { DEFAULT_REPUBLISH_PER_SECOND, type BusSettings, type ServiceSettings } from './config';
import type { ServiceApp } from './create-app';
import { connectDatabase, ensureIndexes } from './database';
import { closeServer, createHttpServer, listenOn } from './http-server';
import type { Logger } from './logger';
import { runPeriodically, type PeriodicJob } from './periodic';

/** What a service is made of: its settings, its HTTP face, and what it publishes, hears and does by itself. */
export interface ServiceOptions {
  /** Also the queue group of its listeners: renaming a service replays the broker's whole history to it. */
  name: string;
  config: Pick<ServiceSettings, 'PORT' | 'HOST' | 'MONGO_URI' | 'JWT_KEY'> &
    Partial<Pick<BusSettings, 'REPUBLISH_PER_SECOND'>>;
  logger: Logger;
  app: ServiceApp;
  /** None for a service that neither publishes nor hears events. */
  bus?: EventBus;
  /** The models whose outboxes are relayed. */
  aggregates?: AggregateModel[];
  /** How the events of its documents are made again when the broker has lost them. */
  eventSources?: EventSource[];
  /** What it keeps of other services' documents. */
  replicas?: Replica[];
  listeners?: Listener[];
  jobs?: PeriodicJob[];
}

const HANDLER_DRAIN_MS = 5000;
const RELAY_DRAIN_MS = 2000;
/** Whatever a database or broker that hangs keeps waiting: outboxes and leases take care of what is left. */
const STOP_WITHIN_MS = 9000;
const WEAK_KEY_BYTES = 32;

/**
 * The one life cycle of all services.
 * Boot: HTTP (alive, not ready) → database → indexes → bus, listeners, relay, jobs → ready.
 * Shutdown at SIGTERM or SIGINT: not ready → HTTP → jobs → deliveries → relay → bus → database → exit code 0.
 * A database or broker that is away, at boot or later, is waited for; requests meanwhile get 503.
 */
export function createService(options: ServiceOptions) {
  const { name, config, logger, app, bus, aggregates = [], listeners = [], jobs = [] } = options;
  const { eventSources = [], replicas = [] } = options;
  const stopping = new AbortController();
  const server = createHttpServer(app, stopping.signal);
  const relay = bus && new OutboxRelay(aggregates, bus, logger);
  const { REPUBLISH_PER_SECOND: republishPerSecond = DEFAULT_REPUBLISH_PER_SECOND } = config;
  const maintenance = bus
    ? [
        ...maintenanceJobs({ name, bus, logger, eventSources, replicas, republishPerSecond }),
        deadLetterReplays(listeners, logger),
      ]
    : [];
  let stopJobs: (() => Promise<void>)[] = [];
  let phase: 'booting' | 'serving' | 'stopping' = 'booting';
  app.health = { phase: () => phase, bus };

  async function start(): Promise<void> {
    stopOnSignals(stop, logger);
    setEventSource(name);
    if (Buffer.byteLength(config.JWT_KEY) < WEAK_KEY_BYTES)
      logger.warn(`JWT_KEY is shorter than ${WEAK_KEY_BYTES} bytes`);
    await listenOn(server, config);
    await connectDatabase(config.MONGO_URI, logger, stopping.signal);
    await ensureIndexes(logger, stopping.signal);
    if (stopping.signal.aborted) return;
    if (bus) {
      bus.connect();
      for (const listener of listeners) listen(bus, name, listener, logger);
    }
    relay?.start();
    stopJobs = [...jobs, ...maintenance].map((job) => runPeriodically(job, logger));
    phase = 'serving';
    logger.info({ port: config.PORT }, 'ready');
  }

  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= shutDown());

  async function shutDown(): Promise<void> {
    phase = 'stopping';
    stopping.abort();
    await closeServer(server);
    await Promise.all(stopJobs.map((stopJob) => stopJob()));
    await relay?.stop(RELAY_DRAIN_MS);
    await bus?.close(HANDLER_DRAIN_MS);
    await mongoose.disconnect();
  }

  return { start, stop };
}

function stopOnSignals(stop: () => Promise<void>, logger: Logger): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'stopping');
      setTimeout(() => {
        logger.warn(`not all was finished within ${STOP_WITHIN_MS / 1000} s`);
        process.exit(1);
      }, STOP_WITHIN_MS).unref();
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
