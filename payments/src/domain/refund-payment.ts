import { change } from '@datnxecommerce/common';
import { Payment, type PaymentState } from '../models/payment';
import { holdPayment } from './hold-payment';
import type { PaymentDesk } from './payment-desk';
import { recordRefund, takeRefund, type RefundCall } from './refund-decisions';

/** Gives a cancelled order's charge back, if that is due and nobody else is at it. */
export async function refundPayment(desk: PaymentDesk, orderId: string): Promise<void> {
  const begin = desk.now();
  const call = await change<PaymentState, RefundCall | null>(Payment, { orderId }, (current) =>
    takeRefund(current, begin),
  );
  if (!call) return;
  const outcome = await holdPayment(desk, call, () => desk.gateway.refund(call));
  const now = desk.now();
  await change<PaymentState, boolean>(Payment, { orderId }, (current) =>
    recordRefund(current, { key: call.key, outcome, now }),
  );
  const facts = { orderId, key: call.key };
  if (outcome.kind === 'refunded') desk.logger.info(facts, 'charge refunded');
  else desk.logger.warn({ ...facts, reason: outcome.reason }, 'refund unknown, will be asked for again');
}

/** Refunds without making anybody wait; what fails is left to the reconciler. */
export function refundSoon(desk: PaymentDesk, orderId: string): void {
  desk.background.start({ orderId }, () => refundPayment(desk, orderId));
}
