import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { PaymentDesk } from './domain/payment-desk';
import { api } from './openapi';
import { createPaymentRouter } from './routes/create-payment';
import { showPaymentStatusRouter } from './routes/show-payment-status';

export interface AppDependencies {
  logger: Logger;
  keys: SessionKeys;
  desk: PaymentDesk;
}

/** The HTTP face of payments. */
export const buildApp = ({ logger, keys, desk }: AppDependencies) =>
  createApp({ logger, keys, api, routers: [createPaymentRouter(desk), showPaymentStatusRouter(desk)] });
