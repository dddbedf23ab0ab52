import { changePayment } from './change-payment';
import type { PaymentDeps } from './payment-deps';
import { decideRefund, decideRefundOutcome } from './refund-decisions';
import { withLease } from './with-lease';

/** Refunds the charge of a cancelled order, if that is due and no other caller holds it. */
export async function refundPayment(deps: PaymentDeps, orderId: string): Promise<void> {
  const call = await changePayment(orderId, decideRefund);
  if (!call) return;
  const outcome = await withLease(deps, call, () => deps.gateway.refund(call));
  await changePayment(orderId, (current, now) =>
    decideRefundOutcome(current, { key: call.key, outcome, now }),
  );
  const facts = { orderId, key: call.key };
  if (outcome.kind === 'refunded') deps.logger.info(facts, 'charge refunded');
  else deps.logger.warn({ ...facts, reason: outcome.reason }, 'refund outcome unknown, will be retried');
}

/** Refunds without making the caller wait; what fails is left to the reconciler. */
export function refundInBackground(deps: PaymentDeps, orderId: string): void {
  deps.background.start({ orderId }, () => refundPayment(deps, orderId));
}
