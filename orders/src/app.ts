import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { OrderDeps } from './domain/order-deps';
import { api } from './openapi';
import { cancelOrderRouter } from './routes/cancel-order';
import { createOrderRouter } from './routes/create-order';
import { listOrdersRouter } from './routes/list-orders';
import { showOrderRouter } from './routes/show-order';

export interface AppDependencies extends OrderDeps {
  logger: Logger;
  keys: SessionKeys;
}

/** The HTTP face of the orders service. */
export const buildApp = ({ logger, keys, ...deps }: AppDependencies) =>
  createApp({
    logger,
    keys,
    api,
    routers: [createOrderRouter(deps), listOrdersRouter, showOrderRouter, cancelOrderRouter],
  });
