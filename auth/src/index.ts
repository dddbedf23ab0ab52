import { createBus, createLogger, createService, readConfig, sessionKeys } from '@datnxecommerce/common';
import { buildApp } from './app';
import { configSchema } from './config';
import { passwordPolicy } from './domain/password-policy';
import { SignInThrottle } from './domain/sign-in-throttle';
import { eventSources } from './events/republish';
import { jobs } from './jobs';
import { User } from './models/user';
import { PasswordHasher } from './services/password';

/** Auth owns the accounts, and opens and ends their sessions. */
const config = readConfig(configSchema);
const logger = createLogger('auth', config.LOG_LEVEL);
const bus = createBus(config, logger);

const app = buildApp({
  logger,
  keys: sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS),
  policy: passwordPolicy(config),
  passwords: new PasswordHasher({
    costLog2: config.SCRYPT_COST_LOG2,
    parallel: config.SCRYPT_PARALLEL,
    queue: config.SCRYPT_QUEUE,
  }),
  throttle: new SignInThrottle({
    freeFailures: config.SIGNIN_FREE_FAILURES,
    longestDelayMs: config.SIGNIN_LONGEST_DELAY * 1000,
  }),
});

void createService({
  name: 'auth',
  config,
  logger,
  app,
  bus,
  aggregates: [User],
  eventSources,
  jobs,
}).start();
