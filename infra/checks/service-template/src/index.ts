import { createBus, createLogger, createService, readConfig, sessionKeys } from '@datnxecommerce/common';
import { buildApp } from './app';
import { configSchema } from './config';
import { listeners } from './events/listeners';
import { replicas } from './events/replicas';

/** Examples consumes events of products and publishes none. */
const config = readConfig(configSchema);
const logger = createLogger('examples', config.LOG_LEVEL);
const keys = sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS);

void createService({
  name: 'examples', // also the queue group: renaming it replays history
  config,
  logger,
  app: buildApp({ logger, keys }),
  keys,
  bus: createBus(config, logger),
  replicas,
  listeners,
}).start();
