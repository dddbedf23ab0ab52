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
import { migratePurchases } from './domain/migrate-purchases';
import { OrderCreatedListener } from './events/listeners/order-created-listener';
import { PaymentCreatedListener } from './events/listeners/payment-created-listener';
import { ProductCreatedListener } from './events/listeners/product-created-listener';
import { ProductUpdatedListener } from './events/listeners/product-updated-listener';
import { ProductReplica } from './models/product-replica';
import { Purchase } from './models/purchase';

/** Cart owns what each shopper means to buy; it consumes events of products, orders and payments, and publishes none. */
const config = readConfig(configSchema);
const logger = createLogger('cart', config.LOG_LEVEL);
const keys = sessionKeys(config.JWT_KEY, config.JWT_KEY_PREVIOUS);
const bus = createBus(config, logger);

void createService({
  name: 'cart', // also the queue group: renaming it replays history
  config,
  logger,
  app: buildApp({ logger, keys, isBusConnected: () => bus.isConnected() }),
  bus,
  replicas: [replica(ProductReplica, { version: -1 }), replica(Purchase, { stale: true })],
  listeners: [
    new ProductCreatedListener(),
    new ProductUpdatedListener(),
    new OrderCreatedListener(),
    new PaymentCreatedListener(),
  ],
  jobs: [{ name: 'purchases of earlier versions', everyMs: 5000, run: migratePurchases }],
}).start();
