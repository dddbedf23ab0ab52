import { changePayment } from './change-payment';
import { decideRenewal } from './charge-decisions';
import type { PaymentDeps } from './payment-deps';
import { LEASE_MS } from './payment-rules';

const RENEWALS = 30;

/**
 * Renews the lease on a payment while a call to Stripe is under way. A process that dies stops renewing, so others
 * take over after LEASE_MS; one whose call takes more than a minute loses its lease, too.
 */
export async function withLease<T>(
  deps: PaymentDeps,
  { orderId, key }: { orderId: string; key: string },
  call: () => Promise<T>,
): Promise<T> {
  let left = RENEWALS;
  const timer = setInterval(() => {
    if ((left -= 1) < 0) return;
    changePayment(orderId, (current, now) => decideRenewal(current, key, now)).catch((error: unknown) =>
      deps.logger.warn({ err: error, orderId }, 'lease not renewed'),
    );
  }, LEASE_MS / 3);
  try {
    return await call();
  } finally {
    clearInterval(timer);
  }
}
