import type { Decision, Stored } from '@datnxecommerce/common';
import { paymentRefunded } from '../events/publishers/payment-refunded-publisher';
import type { PaymentState } from '../models/payment';
import type { RefundOutcome } from '../services/payment-gateway';
import { after, isHeld, LEASE_MS, nextTry } from './payment-timing';

/**
 * How a charge goes back, as pure functions: refunding → refunded, however often it takes.
 * One refund only: the key repeats the first answer, and where a key is spent, Stripe itself refuses to give
 * back a charge that was given back (a refund here is always of the whole charge).
 */
type Payment = Stored<PaymentState>;
type PaymentDecision<Result> = Decision<PaymentState, Result>;

export interface RefundCall {
  orderId: string;
  stripeId: string;
  key: string;
}

/** A charged payment whose order was cancelled, due to be refunded now. */
export function refunding(payment: Payment, now: Date): Payment {
  return {
    ...payment,
    status: 'refunding',
    cancelRequested: true,
    ...newKey(payment.orderId, 1, now),
    leaseUntil: undefined,
    nextTryAt: now,
  };
}

/** Takes over a refund that is due and that nobody holds. */
export function takeRefund(current: Payment | null, now: Date): PaymentDecision<RefundCall | null> {
  if (current?.status !== 'refunding' || !current.stripeId) return { result: null };
  if (isHeld(current, now)) return { result: null };
  const { orderId, stripeId, key, tries } = current;
  const until = after(now, LEASE_MS);
  return {
    next: { ...current, tries: tries + 1, leaseUntil: until, nextTryAt: until },
    result: { orderId, stripeId, key },
  };
}

/** Writes down what the call brought. @returns whether the charge is given back now */
export function recordRefund(
  current: Payment | null,
  { key, outcome, now }: { key: string; outcome: RefundOutcome; now: Date },
): PaymentDecision<boolean> {
  if (current?.status !== 'refunding') return { result: current?.status === 'refunded' };
  if (outcome.kind === 'refunded') {
    const { refundId } = outcome;
    const done = { ...current, status: 'refunded' as const, refundId, refundedAt: now };
    const next = { ...done, leaseUntil: undefined, nextTryAt: undefined };
    return { next, events: [paymentRefunded.announce(next)], result: true };
  }
  if (current.key !== key) return { result: false };
  const { orderId, refundAttempt = 1, tries } = current;
  return {
    next: {
      ...current,
      ...(outcome.keySpent && { ...newKey(orderId, refundAttempt + 1, now), tries }),
      leaseUntil: undefined,
      nextTryAt: nextTry(tries, now),
    },
    result: false,
  };
}

const newKey = (orderId: string, refundAttempt: number, now: Date) => ({
  refundAttempt,
  key: refundAttempt === 1 ? `refund:${orderId}` : `refund:${orderId}:${refundAttempt}`,
  keySince: now,
  tries: 0,
});
