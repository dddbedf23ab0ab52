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
import { OrderCreatedListener } from './events/listeners/order-created-listener';
import { PaymentCreatedListener } from './events/listeners/payment-created-listener';
import { ProductCreatedListener } from './events/listeners/product-created-listener';
import { ProductUpdatedListener } from './events/listeners/product-updated-listener';
import { OrderOwner } from './models/order-owner';
import { ProductReplica } from './models/product-replica';

/** Cart owns what each shopper means to buy; it hears of products, orders and payments, and announces nothing. */
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
  replicas: [replica(ProductReplica, { version: -1 }), replica(OrderOwner, { stale: true })],
  listeners: [
    new ProductCreatedListener(),
    new ProductUpdatedListener(),
    new OrderCreatedListener(),
    new PaymentCreatedListener(),
  ],
}).start();
