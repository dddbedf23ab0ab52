import { Payment } from '../models/payment';
import type { PaymentDesk } from './payment-desk';
import { isDue } from './payment-timing';
import { refundPayment } from './refund-payment';
import { resumePayment } from './settle-charge';

const PARALLEL = 10;

/**
 * Takes up what is due: charges whose caller died or whose answer is unknown, refunds not done yet.
 * Returns once the work has begun, ten payments at a time. Calls that shoppers have left under way do not count:
 * while Stripe hangs there may be any number of them, and these payments would wait for all.
 */
export async function reconcilePayments(desk: PaymentDesk): Promise<void> {
  const free = PARALLEL - desk.background.countOf('reconciler');
  if (free <= 0) return;
  const due = await Payment.find(isDue(desk.now()), { orderId: 1, status: 1 })
    .sort({ nextTryAt: 1 })
    .limit(free)
    .lean();
  for (const { orderId, status } of due) {
    const settle = status === 'refunding' ? refundPayment : resumePayment;
    desk.background.start({ orderId }, () => settle(desk, orderId), 'reconciler');
  }
}
