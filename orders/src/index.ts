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
import { PaymentCreatedListener } from './events/listeners/payment-created-listener';
import { PaymentRefundedListener } from './events/listeners/payment-refunded-listener';
import { ProductCreatedListener } from './events/listeners/product-created-listener';
import { ProductUpdatedListener } from './events/listeners/product-updated-listener';
import { StockConfirmedListener } from './events/listeners/stock-confirmed-listener';
import { StockRejectedListener } from './events/listeners/stock-rejected-listener';
import { toldAgain } from './events/told-again';
import { Order } from './models/order';
import { ProductReplica } from './models/product-replica';

/** Orders owns what was bought, for how much, and how far it is. */
const config = readConfig(configSchema);
const logger = createLogger('orders', config.LOG_LEVEL);
const keys = sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS);
const bus = createBus(config, logger);
const app = buildApp({ logger, keys, isBusConnected: () => bus.isConnected() });
const listeners = [
  new ProductCreatedListener(),
  new ProductUpdatedListener(),
  new PaymentCreatedListener(),
  new StockConfirmedListener(),
  new StockRejectedListener(),
  new PaymentRefundedListener(),
];

const replicas = [replica(ProductReplica, { version: -1 })];
const data = { aggregates: [Order], eventSources: toldAgain, replicas };

void createService({ name: 'orders', config, logger, app, bus, listeners, ...data }).start();
