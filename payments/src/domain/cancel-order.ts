import { change } from '@datnxecommerce/common';
import { Payment, type PaymentState } from '../models/payment';
import type { PaymentDeps } from './payment-deps';
import { cancelPayment } from './refund-decisions';
import { replicateCancellation } from './replicate-order';
import { refundInBackground } from './settle-payment';

/**
 * The order was cancelled: a charge is refunded, later attempts are refused.
 * The replica is marked before the payment is read; settleCharge explains why that order matters.
 */
export async function cancelOrder(deps: PaymentDeps, orderId: string): Promise<void> {
  await replicateCancellation(orderId);
  const now = deps.now();
  const isRefundDue = await change<PaymentState, boolean>(Payment, { orderId }, (current) =>
    cancelPayment(current, now),
  );
  if (isRefundDue) refundInBackground(deps, orderId);
}
