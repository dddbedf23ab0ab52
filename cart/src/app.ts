import { createApp, type AppOptions, type ServiceApp } from '@datnxecommerce/common';
import { api } from './openapi';
import { addItemRouter } from './routes/add-item';
import { removeItemRouter } from './routes/remove-item';
import { showCartRouter } from './routes/show-cart';

/** The HTTP face of cart. */
export const buildApp = (dependencies: Omit<AppOptions, 'routers'>): ServiceApp =>
  createApp({ ...dependencies, api, routers: [showCartRouter, addItemRouter, removeItemRouter] });
