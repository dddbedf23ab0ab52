import { createApp, type SessionKeys } from '@datnxecommerce/common';
import type { RequestHandler } from 'express';
import type { PaymentDeps } from './domain/payment-deps';
import { api } from './openapi';
import { createPaymentRouter } from './routes/create-payment';
import { showPaymentStatusRouter } from './routes/show-payment-status';

export interface AppDependencies extends PaymentDeps {
  keys: SessionKeys;
  limitChanges: RequestHandler;
}

/** The HTTP API of payments. */
export const buildApp = (deps: AppDependencies) => {
  const { logger, keys, limitChanges } = deps;
  return createApp({
    logger,
    keys,
    api,
    routers: [limitChanges, createPaymentRouter(deps), showPaymentStatusRouter(deps)],
  });
};
