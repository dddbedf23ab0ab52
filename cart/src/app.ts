import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { CartDeps } from './domain/cart-deps';
import { api } from './openapi';
import { addItemRouter } from './routes/add-item';
import { removeItemRouter } from './routes/remove-item';
import { showCartRouter } from './routes/show-cart';

export interface AppDependencies extends CartDeps {
  logger: Logger;
  keys: SessionKeys;
}

/** The HTTP face of cart. */
export const buildApp = ({ logger, keys, ...deps }: AppDependencies) =>
  createApp({
    logger,
    keys,
    api,
    routers: [showCartRouter, addItemRouter(deps), removeItemRouter],
  });
