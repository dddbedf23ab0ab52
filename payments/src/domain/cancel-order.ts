import { change } from '@datnxecommerce/common';
import { Payment, type PaymentState } from '../models/payment';
import { cancelPayment } from './payment-decisions';
import type { PaymentDesk } from './payment-desk';
import { refundSoon } from './refund-payment';
import { replicateCancellation } from './replicate-order';

/**
 * The order was cancelled: what was charged goes back, what comes later is refused.
 * The replica is marked before the payment is looked for; settleCharge says why that order matters.
 */
export async function cancelOrder(desk: PaymentDesk, orderId: string): Promise<void> {
  await replicateCancellation(orderId);
  const now = desk.now();
  const isRefundDue = await change<PaymentState, boolean>(Payment, { orderId }, (current) =>
    cancelPayment(current, now),
  );
  if (isRefundDue) refundSoon(desk, orderId);
}
