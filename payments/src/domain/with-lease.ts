import { changePayment } from './change-payment';
import { decideRenewal } from './charge-decisions';
import type { PaymentDeps } from './payment-deps';
import { LEASE_MS } from './payment-rules';

/**
 * A call makes two requests at most, and each may take the whole timeout. Compatibility: attempts of earlier versions
 * may need more.
 */
const TIMEOUTS = 3;
const RENEWAL_MS = LEASE_MS / 3;

/**
 * Renews the lease on a payment while a call to Stripe is under way. A process that dies stops renewing, so others
 * take over after LEASE_MS; one whose call takes longer than three timeouts loses its lease, too.
 */
export async function withLease<T>(
  deps: PaymentDeps,
  { orderId, key }: { orderId: string; key: string },
  call: () => Promise<T>,
): Promise<T> {
  let left = Math.ceil((TIMEOUTS * deps.answerWithinMs) / RENEWAL_MS);
  const timer = setInterval(() => {
    if ((left -= 1) < 0) return;
    changePayment(orderId, (current, now) => decideRenewal(current, key, now)).catch((error: unknown) =>
      deps.logger.warn({ err: error, orderId }, 'lease not renewed'),
    );
  }, RENEWAL_MS);
  try {
    return await call();
  } finally {
    clearInterval(timer);
  }
}
