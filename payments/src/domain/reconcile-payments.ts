import { Payment } from '../models/payment';
import type { PaymentDeps } from './payment-deps';
import { IS_DUE } from './payment-rules';
import { refundPayment } from './refund-payment';
import { resumePayment } from './settle-charge';

const PARALLEL = 10;

/**
 * Resumes what is due: charges whose caller died or whose outcome is unknown, and refunds not done yet.
 * Returns once the work has begun, ten payments at a time. Calls that shoppers have started do not count: while
 * Stripe hangs there may be any number of them, and these payments would wait for all.
 */
export async function reconcilePayments(deps: PaymentDeps): Promise<void> {
  const free = PARALLEL - deps.background.countOf('reconciler');
  if (free <= 0) return;
  const due = await Payment.find(IS_DUE, { orderId: 1, status: 1 }).sort({ nextTryAt: 1 }).limit(free).lean();
  for (const { orderId, status } of due) {
    const settle = status === 'refunding' ? refundPayment : resumePayment;
    deps.background.start({ orderId }, () => settle(deps, orderId), 'reconciler');
  }
}
