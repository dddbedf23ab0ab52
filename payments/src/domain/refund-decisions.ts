import type { Decision } from '@datnxecommerce/common';
import { paymentRefunded } from '../events/publishers/payment-refunded-publisher';
import type { PaymentState, StoredPayment } from '../models/payment';
import type { RefundOutcome } from '../services/payment-gateway';
import { isHeld, newLease, nextTryAfter, refunding, refundKey } from './payment-rules';

/**
 * How a charge is refunded, as pure functions: succeeded → refunding → refunded, however many calls it takes.
 * It is refunded once: the key repeats the first answer, and where a key is spent, Stripe itself refuses to refund a
 * charge again (a refund here is always of the whole charge).
 */
type RefundDecision<Result> = Decision<PaymentState, Result>;

/** A refund that its caller asks Stripe for now. */
export interface RefundCall {
  orderId: string;
  stripeId: string;
  key: string;
}

/** The order was cancelled. @returns whether there is a charge to refund */
export function decideCancellation(current: StoredPayment | null, now: Date): RefundDecision<boolean> {
  if (!current) return { result: false };
  if (current.status === 'succeeded') return { next: refunding(current, now), result: true };
  const isRefundDue = current.status === 'refunding';
  if (current.cancelRequested || isRefundDue || current.status === 'refunded') return { result: isRefundDue };
  return { next: { ...current, cancelRequested: true }, result: false };
}

/** Acquires a refund that no other caller holds. */
export function decideRefund(current: StoredPayment | null, now: Date): RefundDecision<RefundCall | null> {
  if (current?.status !== 'refunding' || !current.stripeId) return { result: null };
  if (isHeld(current, now)) return { result: null };
  const { orderId, stripeId, key, tries } = current;
  return { next: { ...current, tries: tries + 1, ...newLease(now) }, result: { orderId, stripeId, key } };
}

/** Records what the call of a refund returned. */
export function decideRefundOutcome(
  current: StoredPayment | null,
  { key, outcome, now }: { key: string; outcome: RefundOutcome; now: Date },
): RefundDecision<void> {
  if (current?.status !== 'refunding') return { result: undefined };
  if (outcome.kind === 'refunded') {
    const { refundId } = outcome;
    const done = { ...current, status: 'refunded' as const, refundId, refundedAt: now };
    const next = { ...done, leaseUntil: undefined, nextTryAt: undefined };
    return { next, events: [paymentRefunded.announce(next, now)], result: undefined };
  }
  if (current.key !== key) return { result: undefined };
  const { orderId, refundAttempt = 1, tries } = current;
  const next = {
    ...current,
    ...(outcome.keySpent && { ...refundKey(orderId, refundAttempt + 1, now), tries }),
    leaseUntil: undefined,
    nextTryAt: nextTryAfter(tries, now),
  };
  return { next, result: undefined };
}
