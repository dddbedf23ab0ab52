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
import { eventSources } from './events/republish';
import { jobs } from './jobs';
import { Fulfilment } from './models/fulfilment';
import { Product } from './models/product';

/** Products owns the catalogue and its stock. */
const config = readConfig(configSchema);
const logger = createLogger('products', config.LOG_LEVEL);
const bus = createBus(config, logger);
const keys = sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS);

void createService({
  name: 'products', // also the queue group: renaming it replays history
  config,
  logger,
  app: buildApp({
    logger,
    keys,
    limitChanges: limitChanges(config),
    maxPerSeller: config.MAX_PRODUCTS_PER_SELLER,
  }),
  keys,
  bus,
  aggregates: [Product, Fulfilment],
  eventSources,
  listeners,
  jobs,
}).start();
