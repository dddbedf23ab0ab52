import type { EventBus, Logger } from '@datnxecommerce/common';
import type { Config } from './config';
import type { PaymentDeps } from './domain/payment-deps';
import { BackgroundTasks } from './services/background-tasks';
import { observedGateway } from './services/observed-gateway';
import { createStripeGateway } from './services/stripe';

/** What the use cases need, for a running service. */
export function createDeps(config: Config, logger: Logger, bus: EventBus): PaymentDeps {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: apiUrl, STRIPE_TIMEOUT_MS: timeoutMs } = config;
  const stripe = createStripeGateway({ secretKey, apiUrl, timeoutMs });
  return {
    gateway: observedGateway(stripe, apiUrl ? new URL(apiUrl).hostname : 'api.stripe.com'),
    logger,
    background: new BackgroundTasks(logger),
    answerWithinMs: timeoutMs,
    expireAfterMs: config.UNPAID_ORDER_HOURS * 60 * 60_000,
    isBusConnected: () => bus.isConnected(),
  };
}
