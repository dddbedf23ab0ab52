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
import { eventSources } from './events/republish';
import { Order } from './models/order';

/** Orders owns what was bought, for how much, and how far it is. */
const config = readConfig(configSchema);
const logger = createLogger('orders', config.LOG_LEVEL);
const bus = createBus(config, logger);
const keys = sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS);
const deps = { isBusConnected: () => bus.isConnected(), maxOpenOrders: config.MAX_OPEN_ORDERS };

void createService({
  name: 'orders', // also the queue group: renaming it replays history
  config,
  logger,
  app: buildApp({ logger, keys, limitChanges: limitChanges(config), ...deps }),
  keys,
  bus,
  aggregates: [Order],
  eventSources,
  replicas,
  listeners,
}).start();
