import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import { api } from './openapi';
import { createProductRouter } from './routes/create-product';
import { listCategoriesRouter } from './routes/list-categories';
import { listProductsRouter } from './routes/list-products';
import { showProductRouter } from './routes/show-product';
import { updateProductRouter } from './routes/update-product';

/** The HTTP face of products. */
export const buildApp = (deps: { logger: Logger; keys: SessionKeys }) =>
  createApp({
    ...deps,
    api,
    routers: [
      listProductsRouter,
      listCategoriesRouter, // before the product whose id is `categories`
      showProductRouter,
      createProductRouter,
      updateProductRouter,
    ],
  });
