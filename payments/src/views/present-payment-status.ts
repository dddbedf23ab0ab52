import type { OwnPayment } from '../domain/find-own-payment';
import type { PaymentState } from '../models/payment';

/**
 * none: nothing is charged and nothing under way; processing: an attempt is under way or its outcome is unknown;
 * declined: the latest attempt was declined; paid: charged; refunded: charged and refunded in full.
 */
interface PaymentStatusView {
  orderId: string;
  status: 'none' | 'processing' | 'declined' | 'paid' | 'refunded';
  /** The card's own sentence, when it was declined. */
  message?: string;
  /** Stripe's id of the charge. */
  stripeId?: string;
}

/** The payment status of an order as its owner sees it. */
export const presentPaymentStatus = ({ orderId, payment }: OwnPayment): PaymentStatusView => ({
  orderId,
  ...statusOf(payment),
});

function statusOf(payment: PaymentState | null): Omit<PaymentStatusView, 'orderId'> {
  if (!payment) return { status: 'none' };
  const { status, attempt, refusal, stripeId } = payment;
  switch (status) {
    case 'charging':
    case 'unknown':
      return { status: 'processing' };
    case 'declined': {
      // Without a refusal of its own, the attempt was declined by a version that did not store why.
      if (refusal?.attempt !== attempt) return { status: 'declined' };
      const { message } = refusal;
      return message === undefined ? { status: 'none' } : { status: 'declined', message };
    }
    case 'succeeded':
    case 'refunding': // the refund is not done yet
      return { status: 'paid', stripeId };
    case 'refunded':
      return { status: 'refunded', stripeId };
  }
}
