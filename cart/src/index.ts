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
import { listeners } from './events/listeners';
import { replicas } from './events/replicas';
import { jobs } from './jobs';

/** Cart owns what shoppers want to buy. It consumes events of products, orders and payments, and publishes none. */
const config = readConfig(configSchema);
const logger = createLogger('cart', config.LOG_LEVEL);
const bus = createBus(config, logger);
const keys = sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS);
const deps = { isBusConnected: () => bus.isConnected() };

void createService({
  name: 'cart', // also the queue group: renaming it replays history
  config,
  logger,
  app: buildApp({ logger, keys, limitChanges: limitChanges(config), ...deps }),
  keys,
  bus,
  replicas,
  listeners,
  jobs,
}).start();
