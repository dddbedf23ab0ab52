import { isLeased, leaseHasExpired } from '@datnxecommerce/common';
import type { PaymentState, StoredPayment } from '../models/payment';

/** How long one caller may work on a payment alone; renewed while its call to Stripe is under way. */
export const LEASE_MS = 6000;

/** Stripe keeps the answer to a key for 24 hours at least; an older key could charge again. */
const KEY_TRUSTED_MS = 23 * 60 * 60_000;

/** A charge may be a moment late in Stripe's list, so an empty list proves nothing before. */
const ABSENCE_PROOF_MS = 10_000;

const FIRST_PAUSE_MS = 1000;
const SECOND_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 5 * 60_000;

export const addMs = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** The earlier of a stored time and now: a wrong clock may have stored a time in the future, which counts as now. */
export const notAfter = <Time extends Date | undefined>(now: Date, stored: Time): Time | Date =>
  stored && stored > now ? now : stored;

/** A new lease. The reconciler takes the payment over when it expires. */
export const newLease = (now: Date) => ({
  leaseUntil: addMs(now, LEASE_MS),
  nextTryAt: addMs(now, LEASE_MS),
});

/** Whether a caller holds the lease. */
export const isHeld = ({ leaseUntil }: { leaseUntil?: Date }, now: Date): boolean =>
  isLeased(leaseUntil, now, LEASE_MS);

/** Matches the payments that the reconciler may acquire: `nextTryAt` ends a lease or a pause. */
export const IS_DUE = leaseHasExpired('nextTryAt', LONGEST_PAUSE_MS);

const age = (since: Date, now: Date): number => now.getTime() - since.getTime();

/** When to ask again after `tries` calls without an answer: 1 s, 5 s, then twice as long each time up to 5 min. */
export function nextTryAfter(tries: number, now: Date): Date {
  const pause = tries <= 1 ? FIRST_PAUSE_MS : Math.min(SECOND_PAUSE_MS * 2 ** (tries - 2), LONGEST_PAUSE_MS);
  return addMs(now, pause);
}

/** For how many ms asking again with this key gives the first call's answer, and not a second charge. */
export function repeatableMs({ keySince, keySpent }: Pick<PaymentState, 'keySince' | 'keySpent'>, now: Date) {
  return keySpent ? 0 : Math.max(0, KEY_TRUSTED_MS - age(keySince, now));
}

/** Whether a charge that Stripe's list does not hold can no longer appear there. */
export function canProveAbsence(
  payment: Pick<PaymentState, 'keySince' | 'keySpent' | 'spentAt' | 'parked'>,
  now: Date,
): boolean {
  const { keySince, spentAt = keySince, parked } = payment;
  return !parked && repeatableMs(payment, now) === 0 && age(spentAt, now) >= ABSENCE_PROOF_MS;
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
