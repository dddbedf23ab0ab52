import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { RequestHandler } from 'express';
import type { ProductLimits } from './domain/create-product';
import { api } from './openapi';
import { createProductRouter } from './routes/create-product';
import { listCategoriesRouter } from './routes/list-categories';
import { listProductsRouter } from './routes/list-products';
import { showProductRouter } from './routes/show-product';
import { updateProductRouter } from './routes/update-product';

export interface AppDependencies extends ProductLimits {
  logger: Logger;
  keys: SessionKeys;
  limitChanges: RequestHandler;
}

/** The HTTP API of products. */
export const buildApp = ({ logger, keys, limitChanges, ...limits }: AppDependencies) =>
  createApp({
    logger,
    keys,
    api,
    routers: [
      limitChanges,
      listProductsRouter,
      listCategoriesRouter, // before the product whose id is `categories`
      showProductRouter,
      createProductRouter(limits),
      updateProductRouter,
    ],
  });
