import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { RequestHandler } from 'express';
import type { OrderDeps } from './domain/order-deps';
import { api } from './openapi';
import { cancelOrderRouter } from './routes/cancel-order';
import { createOrderRouter } from './routes/create-order';
import { listOrdersRouter } from './routes/list-orders';
import { showOrderRouter } from './routes/show-order';

export interface AppDependencies extends OrderDeps {
  logger: Logger;
  keys: SessionKeys;
  limitChanges: RequestHandler;
}

/** The HTTP API of the orders service. */
export const buildApp = ({ logger, keys, limitChanges, ...deps }: AppDependencies) =>
  createApp({
    logger,
    keys,
    api,
    routers: [limitChanges, createOrderRouter(deps), listOrdersRouter, showOrderRouter, cancelOrderRouter],
  });
