import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { RequestHandler } from 'express';
import type { CartDeps } from './domain/cart-deps';
import { api } from './openapi';
import { addItemRouter } from './routes/add-item';
import { removeItemRouter } from './routes/remove-item';
import { showCartRouter } from './routes/show-cart';

export interface AppDependencies extends CartDeps {
  logger: Logger;
  keys: SessionKeys;
  limitChanges: RequestHandler;
}

/** The HTTP API of cart. */
export const buildApp = ({ logger, keys, limitChanges, ...deps }: AppDependencies) =>
  createApp({
    logger,
    keys,
    api,
    routers: [limitChanges, showCartRouter, addItemRouter(deps), removeItemRouter],
  });
