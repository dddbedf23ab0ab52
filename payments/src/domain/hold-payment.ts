import { change } from '@datnxecommerce/common';
import { Payment, type PaymentState } from '../models/payment';
import { renewLease } from './payment-decisions';
import type { PaymentDesk } from './payment-desk';
import { LEASE_MS } from './payment-timing';

const RENEWALS = 30;

/**
 * Renews the lease on a payment for as long as a call to Stripe takes. A process that dies stops renewing, so
 * others may take over after LEASE_MS; one that hangs for minutes has lost its lease too.
 */
export async function holdPayment<T>(
  desk: PaymentDesk,
  { orderId, key }: { orderId: string; key: string },
  call: () => Promise<T>,
): Promise<T> {
  let left = RENEWALS;
  const timer = setInterval(() => {
    if ((left -= 1) < 0) return;
    const now = desk.now();
    change<PaymentState, void>(Payment, { orderId }, (current) => renewLease(current, key, now)).catch(
      (error: unknown) => desk.logger.warn({ err: error, orderId }, 'lease not renewed'),
    );
  }, LEASE_MS / 3);
  try {
    return await call();
  } finally {
    clearInterval(timer);
  }
}
