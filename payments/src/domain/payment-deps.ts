import type { Logger } from '@datnxecommerce/common';
import type { BackgroundTasks } from '../services/background-tasks';
import type { PaymentGateway } from '../services/payment-gateway';

/** What the use cases of payments need. */
export interface PaymentDeps {
  gateway: PaymentGateway;
  logger: Logger;
  background: BackgroundTasks;
  /** How long a request to Stripe may take, and a shopper waits for it, in ms; a call may make several requests. */
  answerWithinMs: number;
  /** An unpaid order expires so many ms after it was placed; with Infinity never. */
  expireAfterMs: number;
  /** Whether order events can arrive; without them, an unknown order may exist all the same. */
  isBusConnected: () => boolean;
}
