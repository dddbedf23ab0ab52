import { changePayment } from './change-payment';
import type { PaymentDeps } from './payment-deps';
import { decideCancellation } from './refund-decisions';
import { refundInBackground } from './refund-payment';
import { replicateCancellation } from './replicate-order';

/**
 * The order was cancelled: a charge is refunded, later attempts are refused.
 * The replica is marked before the payment is read; settleCharge explains why that order matters.
 */
export async function refundCancelledOrder(deps: PaymentDeps, orderId: string): Promise<void> {
  await replicateCancellation(orderId);
  if (await changePayment(orderId, decideCancellation)) refundInBackground(deps, orderId);
}
