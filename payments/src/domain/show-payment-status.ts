import { readOne } from '@datnxecommerce/common';
import { Payment, type PaymentState } from '../models/payment';
import { findOwnOrder } from './find-order';
import type { PaymentDeps } from './payment-deps';

/**
 * none: nothing is charged and nothing under way; processing: an attempt is under way or its outcome is unknown;
 * declined: the latest attempt was declined; paid: charged; refunded: charged and refunded in full.
 */
export interface PaymentStatusView {
  orderId: string;
  status: 'none' | 'processing' | 'declined' | 'paid' | 'refunded';
  /** The card's own sentence, when it was declined. */
  message?: string;
  /** Stripe's id of the charge. */
  stripeId?: string;
}

/**
 * How the payment of the caller's order stands now. Waits briefly for an order placed a moment ago.
 * @throws NotFoundError and ServiceUnavailableError as findOwnOrder does
 */
export async function showPaymentStatus(
  deps: PaymentDeps,
  userId: string,
  orderId: string,
): Promise<PaymentStatusView> {
  const id = String((await findOwnOrder(deps, userId, orderId))._id);
  return { orderId: id, ...statusOf(await readOne<PaymentState>(Payment, { orderId: id })) };
}

/** The status that the owner sees of a payment in this state. */
export function statusOf(payment: PaymentState | null): Omit<PaymentStatusView, 'orderId'> {
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
