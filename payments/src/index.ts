import { createBus, createLogger, createService, readConfig, sessionKeys } from '@datnxecommerce/common';
import { buildApp } from './app';
import { configSchema } from './config';
import { BackgroundTasks, type PaymentDeps } from './domain/payment-deps';
import { reconcilePayments } from './domain/reconcile-payments';
import { listenersOf } from './events/listeners';
import { replicas } from './events/replicas';
import { eventSources } from './events/republish';
import { Payment } from './models/payment';
import { createStripeGateway } from './services/stripe';

/** Payments charges cards for orders, and refunds the charges of cancelled ones. */
const config = readConfig(configSchema);
const { STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: apiUrl, STRIPE_TIMEOUT_MS: timeoutMs } = config;
const logger = createLogger('payments', config.LOG_LEVEL);
const bus = createBus(config, logger);
const deps: PaymentDeps = {
  gateway: createStripeGateway({ secretKey, apiUrl, timeoutMs }),
  logger,
  background: new BackgroundTasks(logger),
  answerWithinMs: timeoutMs,
  isBusConnected: () => bus.isConnected(),
};

void createService({
  name: 'payments', // also the queue group: renaming it replays history
  config,
  logger,
  app: buildApp({ ...deps, keys: sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS) }),
  bus,
  aggregates: [Payment],
  eventSources,
  replicas,
  listeners: listenersOf(deps),
  background: deps.background,
  jobs: [{ name: 'payment reconciler', everyMs: 2000, run: () => reconcilePayments(deps) }],
}).start();
