import {
  createBus,
  createLogger,
  createService,
  limitChanges,
  readConfig,
  sessionKeys,
} from '@datnxecommerce/common';
import { buildApp } from './app';
import { configSchema } from './config';
import { createDeps } from './create-deps';
import { listenersOf } from './events/listeners';
import { replicas } from './events/replicas';
import { eventSources } from './events/republish';
import { jobsOf } from './jobs';
import { Payment } from './models/payment';

/** Payments charges cards for orders, and refunds the charges of cancelled ones. */
const config = readConfig(configSchema);
const logger = createLogger('payments', config.LOG_LEVEL);
const bus = createBus(config, logger);
const keys = sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS);
const deps = createDeps(config, logger, bus);

void createService({
  name: 'payments', // also the queue group: renaming it replays history
  config,
  logger,
  app: buildApp({ ...deps, keys, limitChanges: limitChanges(config) }),
  keys,
  bus,
  aggregates: [Payment],
  eventSources,
  replicas,
  listeners: listenersOf(deps),
  background: deps.background,
  jobs: jobsOf(deps),
}).start();
