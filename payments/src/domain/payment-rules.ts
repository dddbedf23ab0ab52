import type { PaymentState, StoredPayment } from '../models/payment';

/** How long one caller may work on a payment alone; renewed while its call to Stripe is under way. */
export const LEASE_MS = 6000;

/** Stripe keeps the answer to a key for 24 hours at least; an older key could charge again. */
const KEY_TRUSTED_MS = 23 * 60 * 60_000;

/** A charge may be a moment late in Stripe's list, so an empty list proves nothing before. */
const ABSENCE_PROOF_MS = 10_000;

/** How far the clocks of two replicas of this service may differ and still count as right. */
const CLOCK_SKEW_MS = 5000;

const FIRST_PAUSE_MS = 1000;
const SECOND_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 5 * 60_000;

export const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** The earlier of a stored time and now: one in the future was written by a clock that was ahead. */
export const notAfter = <Time extends Date | undefined>(now: Date, stored: Time): Time | Date =>
  stored && stored > now ? now : stored;

/** A new lease. The reconciler takes the payment over when it expires. */
export const lease = (now: Date) => ({ leaseUntil: after(now, LEASE_MS), nextTryAt: after(now, LEASE_MS) });

/**
 * Whether a caller holds the lease. A lease longer than any was given by a clock that was ahead, and would last until
 * the right one has caught up; treating it as expired costs at most one repeated call.
 */
export const isHeld = ({ leaseUntil }: { leaseUntil?: Date }, now: Date): boolean =>
  leaseUntil !== undefined && leaseUntil > now && leaseUntil <= after(now, LEASE_MS + CLOCK_SKEW_MS);

/** Matches what is due: its time has come, or is further away than any pause, by a clock that was ahead. */
export const isDue = (now: Date) => ({
  $or: [{ nextTryAt: { $lte: now } }, { nextTryAt: { $gt: after(now, LONGEST_PAUSE_MS + CLOCK_SKEW_MS) } }],
});

const age = (since: Date, now: Date): number => now.getTime() - since.getTime();

/** When to ask again after `tries` calls without an answer: 1 s, 5 s, then twice as long each time up to 5 min. */
export function nextTry(tries: number, now: Date): Date {
  const pause = tries <= 1 ? FIRST_PAUSE_MS : Math.min(SECOND_PAUSE_MS * 2 ** (tries - 2), LONGEST_PAUSE_MS);
  return after(now, pause);
}

/** Whether asking again with this key gives the first call's answer, and not a second charge. */
export function canRepeatKey(payment: { keySince: Date; keySpent: boolean }, now: Date): boolean {
  return !payment.keySpent && age(payment.keySince, now) < KEY_TRUSTED_MS;
}

/** Whether a charge that Stripe's list does not hold can no longer appear there. */
export function canProveAbsence(
  payment: Pick<PaymentState, 'keySince' | 'keySpent' | 'spentAt' | 'parked'>,
  now: Date,
): boolean {
  const { keySince, spentAt = keySince, parked } = payment;
  return !parked && !canRepeatKey(payment, now) && age(spentAt, now) >= ABSENCE_PROOF_MS;
}

/** A charged payment whose order is cancelled, with a refund that is due now. */
export const refunding = (payment: StoredPayment, now: Date): StoredPayment => ({
  ...payment,
  status: 'refunding',
  cancelRequested: true,
  ...refundKey(payment.orderId, 1, now),
  leaseUntil: undefined,
  nextTryAt: now,
});

/** A key of the refund that no call has used. */
export const refundKey = (orderId: string, refundAttempt: number, now: Date) => ({
  refundAttempt,
  key: refundAttempt === 1 ? `refund:${orderId}` : `refund:${orderId}:${refundAttempt}`,
  keySince: now,
  tries: 0,
});
