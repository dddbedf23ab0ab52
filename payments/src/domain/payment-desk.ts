import type { Logger } from '@datnxecommerce/common';
import type { PaymentGateway } from '../services/payment-gateway';
import { Background } from './background';

/** What the use cases of payments work with. */
export interface PaymentDesk {
  gateway: PaymentGateway;
  logger: Logger;
  background: Background;
  /** How long a shopper waits for Stripe at most, in ms; the call itself may go on. */
  answerWithinMs: number;
  now(): Date;
  /** Whether news of orders reach this service at the moment. */
  hearsOfOrders(): boolean;
}

/** Sets up a desk with the machine's clock. */
export const openDesk = (tools: Omit<PaymentDesk, 'background' | 'now'>): PaymentDesk => ({
  ...tools,
  background: new Background(tools.logger),
  now: () => new Date(),
});
