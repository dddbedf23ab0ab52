import { createBus, createLogger, createService, readConfig, sessionKeys } from '@datnxecommerce/common';
import { buildApp } from './app';
import { configSchema } from './config';
import type { NotificationDeps } from './domain/notification-deps';
import { StepFeed } from './domain/step-feed';
import { listenersOf } from './events/listeners';
import { replicas } from './events/replicas';
import { jobsOf } from './jobs';
import { OpenStreams } from './services/open-streams';

/** Notifications shows shoppers what happens to their orders; it consumes events and publishes none. */
const config = readConfig(configSchema);
const logger = createLogger('notifications', config.LOG_LEVEL);
const bus = createBus(config, logger);
const keys = sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS);
const deps: NotificationDeps = { isBusConnected: () => bus.isConnected(), feed: new StepFeed() };
const streams = new OpenStreams();

void createService({
  name: 'notifications', // also the queue group: renaming it replays history
  config,
  logger,
  app: buildApp({ logger, keys, streams, ...deps }),
  keys,
  bus,
  replicas,
  listeners: listenersOf(deps),
  jobs: jobsOf(config, deps, logger),
  background: streams,
}).start();
