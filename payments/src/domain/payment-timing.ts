/** How long one caller has a payment to itself; renewed while its call to Stripe is under way. */
export const LEASE_MS = 6000;

/** Stripe keeps the answer to a key for 24 hours at least; an older key could charge again. */
const KEY_TRUSTED_MS = 23 * 60 * 60_000;

/** A charge may be a moment late in Stripe's list, so an empty list proves nothing before. */
const ABSENCE_PROOF_MS = 10_000;

/** How far the clocks of two copies of this service may be apart and still count as right. */
const CLOCK_SKEW_MS = 5000;

const FIRST_PAUSE_MS = 1000;
const SECOND_PAUSE_MS = 5000;
const LONGEST_PAUSE_MS = 5 * 60_000;

export const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** The earlier of a stored time and now: one in the future was written by a clock that was ahead. */
export const notAfter = <Stored extends Date | undefined>(now: Date, stored: Stored): Stored | Date =>
  stored && stored > now ? now : stored;

/**
 * Whether somebody has a payment to himself. A lease longer than any was given by a clock that was ahead, and would
 * hold until the right one has caught up; to take it for none costs a call at most, under the same key.
 */
export const isHeld = ({ leaseUntil }: { leaseUntil?: Date }, now: Date): boolean =>
  leaseUntil !== undefined && leaseUntil > now && leaseUntil <= after(now, LEASE_MS + CLOCK_SKEW_MS);

/** Matches what is to be tried: its time has come, or is further off than any pause, by a clock that was ahead. */
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
  payment: { keySince: Date; keySpent: boolean; spentAt?: Date; parked: boolean },
  now: Date,
): boolean {
  const { keySince, spentAt = keySince, parked } = payment;
  return !parked && !canRepeatKey(payment, now) && age(spentAt, now) >= ABSENCE_PROOF_MS;
}
