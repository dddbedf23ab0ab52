import { documentId } from '@datnxecommerce/common';
import { z } from 'zod';
import type { OwnPayment } from '../domain/find-own-payment';
import type { PaymentState } from '../models/payment';

/** The payment status of an order in an answer. */
export const paymentStatus = z.object({
  orderId: documentId,
  status: z
    .enum(['none', 'processing', 'declined', 'paid', 'refunded'])
    .describe(
      'none: not charged and nothing under way; processing: an attempt is under way or its outcome is unknown; declined: the latest attempt was declined; paid: charged; refunded: charged and refunded in full',
    ),
  message: z.string().optional().describe("The issuer's decline message, with status declined"),
  stripeId: z.string().optional().describe("Stripe's id of the charge, with status paid or refunded"),
});
type PaymentStatusView = z.infer<typeof paymentStatus>;

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
