import { BadRequestError, ConflictError, type Decision } from '@datnxecommerce/common';
import { paymentCreated } from '../events/publishers/payment-created-publisher';
import type { PayableOrder } from '../models/order-replica';
import { isOpen, type FailedAttempt, type PaymentState, type StoredPayment } from '../models/payment';
import type { ChargeOutcome, ChargeRequest } from '../services/payment-gateway';
import { orderRetryAfter, recentDeclines, tooManyDeclines } from './decline-limits';
import {
  canProveAbsence,
  isHeld,
  newLease,
  nextTryAfter,
  notAfter,
  refunding,
  repeatableMs,
} from './payment-rules';

/**
 * How an order is charged, as pure functions of its payment. `change` may run them several times, and tests run them
 * without a database.
 *
 *   charging → succeeded | declined | unknown      unknown → (same key) succeeded | declined
 *   declined → charging (attempt + 1)              succeeded → refunding → refunded (refund-decisions.ts)
 *
 * Why an order is charged once: the claim is stored before Stripe is called; a call with an unknown outcome is only
 * repeated under the key and token of the first one; a new key exists only after a definite no.
 */
type ChargeDecision<Result = StoredPayment | null> = Decision<PaymentState, Result>;

export interface Claim {
  payment: StoredPayment;
  /** What the caller asks Stripe now, as the lease holder; absent when there is nothing to ask. */
  call?: 'charge' | 'findCharge';
  /** For how many ms from now on the key is repeatable; later, a charge with it could be a second one. */
  keyMsLeft?: number;
}

export interface ClaimInput {
  order: PayableOrder;
  token: string;
  /** The id of the payment, if this is the order's first. */
  paymentId: string;
  now: Date;
}

/**
 * Claims the order's payment for a shopper who wants to pay.
 * @throws ConflictError while another caller holds it
 * @throws BadRequestError for a new attempt after the order has expired
 * @throws TooManyRequestsError after too many declined cards of this order
 */
export function decideClaim(current: StoredPayment | null, input: ClaimInput): ChargeDecision<Claim> {
  const { order, token, paymentId, now } = input;
  if (!current) {
    requireUnexpired(order, now);
    const { id: orderId, userId, items, amountCents } = order;
    const payment = { _id: paymentId, orderId, userId, items, amountCents, cancelRequested: false };
    return claimed({ ...payment, declines: [], ...newAttempt(orderId, 1, token, now) }, now);
  }
  if (current.cancelRequested) return { result: { payment: current } };
  if (isOpen(current)) {
    const resumed = decideResumption(current, now);
    if (!resumed.result)
      throw new ConflictError('Another payment of this order is under way', 1, 'payment_in_progress');
    return { ...resumed, result: resumed.result };
  }
  if (current.status !== 'declined') return { result: { payment: current } };
  requireUnexpired(order, now);
  const retryAfterSeconds = orderRetryAfter(current, now);
  if (retryAfterSeconds > 0) throw tooManyDeclines(retryAfterSeconds);
  const declines = recentDeclines(current.declines, now);
  const attempt = newAttempt(current.orderId, current.attempt + 1, token, now);
  return claimed({ ...current, declines, ...attempt }, now);
}

/** Refuses a new attempt to pay an expired order; what is paid or under way stays so. */
function requireUnexpired({ expiresAt }: PayableOrder, now: Date): void {
  if (now > expiresAt)
    throw new BadRequestError("This order's prices have expired. Place it again at today's prices.", {
      code: 'order_expired',
    });
}

function claimed(next: StoredPayment, now: Date): ChargeDecision<Claim> {
  const keyMsLeft = repeatableMs(next, now);
  return { next, result: { payment: next, call: keyMsLeft > 0 ? 'charge' : 'findCharge', keyMsLeft } };
}

/** Acquires an attempt with an unknown outcome that no other caller holds, with the stored token and key. */
export function decideResumption(current: StoredPayment | null, now: Date): ChargeDecision<Claim | null> {
  if (!current || !isOpen(current) || isHeld(current, now)) return { result: null };
  const keySince = notAfter(now, current.keySince);
  const spentAt = notAfter(now, current.spentAt);
  const { attempt } = current;
  const tries = current.tries + 1;
  const grouped = isGrouped(current) ? { attempt, tries } : undefined;
  return claimed({ ...current, keySince, spentAt, tries, grouped, ...newLease(now) }, now);
}

/** Renews the lease of a caller whose call to Stripe is still under way. */
export function decideRenewal(current: StoredPayment | null, key: string, now: Date): ChargeDecision<void> {
  if (!current || current.key !== key || !current.leaseUntil) return { result: undefined };
  return { next: { ...current, ...newLease(now) }, result: undefined };
}

/** Records that the order is cancelled, and that the claimed call was therefore not made. */
export function decideWithdrawal(current: StoredPayment | null, key: string, now: Date): ChargeDecision {
  if (!isCurrent(current, key)) return { result: current };
  return notCalled({ ...current, cancelRequested: true }, {}, now);
}

/** Records that the user is at the limit of declined cards, and that the claimed call was therefore not made. */
export function decideLimit(
  current: StoredPayment | null,
  { key, retryAfterSeconds, now }: { key: string; retryAfterSeconds: number; now: Date },
): ChargeDecision {
  if (!isCurrent(current, key)) return { result: current };
  // No card was declined, so the message of the attempt before still holds.
  const message = current.refusal?.message;
  return notCalled(current, { reason: 'too_many_declines', retryAfterSeconds, message }, now);
}

/** Only this caller's call was not made: another caller that has taken over may be charging under the same key. */
const notCalled = (
  current: StoredPayment,
  refusal: Omit<FailedAttempt, 'attempt'>,
  now: Date,
): ChargeDecision => (current.tries === 1 ? notCharged(current, refusal) : stillOpen(current, now));

/**
 * Records what a call returned, unless the document has moved on to another key.
 * @returns the payment as it stands afterwards
 */
export function decideChargeOutcome(
  current: StoredPayment | null,
  { key, outcome, now }: { key: string; outcome: ChargeOutcome; now: Date },
): ChargeDecision {
  if (!isCurrent(current, key)) return { result: current };
  const isFirst = current.tries === 1;
  switch (outcome.kind) {
    case 'succeeded':
      return charged(current, outcome.stripeId, now);
    case 'declined': {
      const declines = [...recentDeclines(current.declines, now), now];
      return notCharged({ ...current, declines }, { reason: 'card_declined', message: outcome.message });
    }
    case 'invalid-token':
      // After an earlier call the token may be used up by our own charge: only the list of charges shows it.
      return isFirst
        ? notCharged(current, { reason: 'invalid_token' })
        : stillOpen(current, now, markKeySpent(current, now));
    case 'refused':
      // Says nothing about earlier calls under this key.
      return isFirst ? notCharged(current, { reason: 'unavailable' }) : stillOpen(current, now);
    case 'mismatch':
      return stillOpen(current, now, { parked: true });
    case 'absent':
      return canProveAbsence(current, now)
        ? notCharged(current, { reason: 'card_declined', message: NOT_CHARGED })
        : stillOpen(current, now);
    case 'unknown':
      return stillOpen(current, now, outcome.keySpent ? markKeySpent(current, now) : {});
  }
}

export const NOT_CHARGED = 'Your card was not charged. Please try again.';

const isCurrent = (current: StoredPayment | null, key: string): current is StoredPayment =>
  current?.key === key && isOpen(current);

function charged(current: StoredPayment, stripeId: string, now: Date): ChargeDecision {
  const declines = current.declines?.length ? current.declines : undefined;
  const next: StoredPayment = {
    ...current,
    ...CLEARED_FIELDS,
    declines,
    status: 'succeeded',
    stripeId,
    chargedAt: now,
  };
  if (!current.cancelRequested) return { next, events: [paymentCreated.announce(next, now)], result: next };
  // This charge was never announced and never will be: it is refunded.
  const refund = refunding(next, now);
  return { next: refund, result: refund };
}

function notCharged(current: StoredPayment, refusal: Omit<FailedAttempt, 'attempt'>): ChargeDecision {
  const { attempt } = current;
  const next = {
    ...current,
    ...CLEARED_FIELDS,
    status: 'declined' as const,
    refusal: { attempt, ...refusal },
  };
  return { next, result: next };
}

function stillOpen(
  current: StoredPayment,
  now: Date,
  changes: Partial<PaymentState> = {},
): ChargeDecision<StoredPayment> {
  const nextTryAt = nextTryAfter(current.tries, now);
  const next = { ...current, ...changes, status: 'unknown' as const, leaseUntil: undefined, nextTryAt };
  return { next, result: next };
}

/** What Stripe is asked for the attempt. */
export function chargeRequestOf(payment: StoredPayment): ChargeRequest {
  const { _id, orderId, attempt, amountCents, token = '', key, keySince: since } = payment;
  const paymentId = String(_id);
  return { paymentId, orderId, attempt, amountCents, token, key, since, isGrouped: isGrouped(payment) };
}

/** Whether every call of the attempt carried the transfer group. Compatibility: those of earlier versions did not. */
const isGrouped = ({ attempt, tries, grouped }: PaymentState): boolean =>
  grouped?.attempt === attempt && grouped.tries === tries;

/** Repeating the call under this key returns the same error. Keeps the time of the first such answer. */
const markKeySpent = (current: StoredPayment, now: Date) => ({
  keySpent: true,
  spentAt: current.spentAt ?? now,
});

/** What a payment no longer needs once its outcome is known. */
const CLEARED_FIELDS = {
  token: undefined,
  leaseUntil: undefined,
  nextTryAt: undefined,
  keySpent: false,
  spentAt: undefined,
  parked: false,
};

const newAttempt = (orderId: string, attempt: number, token: string, now: Date) => ({
  status: 'charging' as const,
  attempt,
  key: `charge:${orderId}:${attempt}`,
  keySince: now,
  tries: 1,
  grouped: { attempt, tries: 1 },
  keySpent: false,
  parked: false,
  token,
  ...newLease(now),
});
