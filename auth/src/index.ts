import { createBus, createLogger, createService, readConfig, sessionKeys } from '@datnxecommerce/common';
import { buildApp } from './app';
import { configSchema } from './config';
import { createDeps } from './create-deps';
import { eventSources } from './events/republish';
import { jobs } from './jobs';
import { PasswordReset } from './models/password-reset';
import { SignOut } from './models/sign-out';
import { User } from './models/user';

/** Auth owns the accounts, and opens and ends their sessions. */
const config = readConfig(configSchema);
const logger = createLogger('auth', config.LOG_LEVEL);
const bus = createBus(config, logger);
const keys = sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS);

void createService({
  name: 'auth', // also the queue group: renaming it replays history
  config,
  logger,
  app: buildApp({ logger, keys, ...createDeps(config) }),
  keys,
  bus,
  aggregates: [User, SignOut, PasswordReset],
  eventSources,
  jobs,
}).start();
