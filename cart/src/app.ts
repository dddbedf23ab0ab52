import { createApp, type AppOptions } from '@datnxecommerce/common';
import { api } from './openapi';
import { addItemRouter } from './routes/add-item';
import { removeItemRouter } from './routes/remove-item';
import { showCartRouter } from './routes/show-cart';

export interface AppDependencies extends Omit<AppOptions, 'routers'> {
  /** Whether news of products can come; without them an unknown product may yet exist. */
  isBusConnected: () => boolean;
}

/** The HTTP face of cart. */
export const buildApp = ({ logger, keys, isBusConnected }: AppDependencies) =>
  createApp({
    logger,
    keys,
    api,
    routers: [showCartRouter, addItemRouter(isBusConnected), removeItemRouter],
  });
