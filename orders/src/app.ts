import { createApp, type AppOptions } from '@datnxecommerce/common';
import { api } from './openapi';
import { cancelOrderRouter } from './routes/cancel-order';
import { createOrderRouter } from './routes/create-order';
import { listOrdersRouter } from './routes/list-orders';
import { showOrderRouter } from './routes/show-order';

export interface AppDependencies extends Omit<AppOptions, 'routers'> {
  /** Whether news of products can come; without them an unknown product may yet exist. */
  isBusConnected: () => boolean;
}

/** The HTTP face of the orders service. */
export const buildApp = ({ logger, keys, isBusConnected }: AppDependencies) =>
  createApp({
    logger,
    keys,
    api,
    routers: [createOrderRouter(isBusConnected), listOrdersRouter, showOrderRouter, cancelOrderRouter],
  });
