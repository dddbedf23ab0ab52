import { Payment } from '../models/payment';
import type { PaymentDesk } from './payment-desk';
import { isDue } from './payment-timing';
import { refundPayment } from './refund-payment';
import { resumePayment } from './settle-charge';

const PARALLEL = 10;

/**
 * Takes up what is due: charges whose caller died or whose answer is unknown, refunds not done yet.
 * Returns once the work has begun; a Stripe that hangs holds up nothing but its own payments.
 */
export async function reconcilePayments(desk: PaymentDesk): Promise<void> {
  const free = PARALLEL - desk.background.size;
  if (free <= 0) return;
  const due = await Payment.find(isDue(desk.now()), { orderId: 1, status: 1 })
    .sort({ nextTryAt: 1 })
    .limit(free)
    .lean();
  for (const { orderId, status } of due) {
    const settle = status === 'refunding' ? refundPayment : resumePayment;
    desk.background.start({ orderId }, () => settle(desk, orderId));
  }
}
