import {
  createBus,
  createLogger,
  createService,
  readConfig,
  replica,
  sessionKeys,
} from '@datnxecommerce/common';
import { buildApp } from './app';
import { configSchema } from './config';
import { openDesk } from './domain/payment-desk';
import { reconcilePayments } from './domain/reconcile-payments';
import { OrderCancelledListener } from './events/listeners/order-cancelled-listener';
import { OrderCreatedListener } from './events/listeners/order-created-listener';
import { toldAgain } from './events/told-again';
import { OrderReplica } from './models/order-replica';
import { Payment } from './models/payment';
import { createStripeGateway } from './services/stripe';

/** Payments charges cards for orders, and gives the money of cancelled ones back. */
const config = readConfig(configSchema);
const { STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: apiUrl, STRIPE_TIMEOUT_MS: timeoutMs } = config;
const logger = createLogger('payments', config.LOG_LEVEL);
const bus = createBus(config, logger);
const gateway = createStripeGateway({ secretKey, apiUrl, timeoutMs });
const desk = openDesk({ gateway, logger, answerWithinMs: timeoutMs, hearsOfOrders: () => bus.isConnected() });

void createService({
  name: 'payments', // also the queue group: renaming it replays history
  config,
  logger,
  app: buildApp({ logger, keys: sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS), desk }),
  bus,
  aggregates: [Payment],
  eventSources: toldAgain,
  replicas: [replica(OrderReplica, { stale: true })],
  listeners: [new OrderCreatedListener(), new OrderCancelledListener(desk)],
  background: desk.background,
  jobs: [{ name: 'payment reconciler', everyMs: 2000, run: () => reconcilePayments(desk) }],
}).start();
