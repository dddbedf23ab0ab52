import type { Decision, Stored } from '@datnxecommerce/common';
import { paymentCreated } from '../events/publishers/payment-created-publisher';
import type { BoughtItem, PaymentState } from '../models/payment';
import type { ChargeRequest, FoundCharge } from '../services/payment-gateway';
import { orderRetryAfter, recentDeclines } from './decline-limits';
import { after, canProveAbsence, canRepeatKey, isHeld, LEASE_MS, nextTry, notAfter } from './payment-timing';
import { refunding } from './refund-decisions';

/**
 * The life of a payment as pure functions of its document. No I/O, no clock, no chance: `change` may run them
 * several times, and tests run them without a database.
 *
 *   charging → succeeded | declined | unknown      unknown → (same key) succeeded | declined
 *   declined → charging (attempt + 1)              succeeded → refunding → refunded (refund-decisions.ts)
 *
 * What keeps it at one charge: a claim is stored before Stripe is asked; an outcome that is not known is only
 * ever asked for again under the key and token of the first call; a new key exists only after a definite no.
 */
type Payment = Stored<PaymentState>;
type PaymentDecision<Result> = Decision<PaymentState, Result>;

/** A call to Stripe that its holder may make now. */
export interface ChargeCall {
  request: ChargeRequest;
  userId: string;
  /** repeat: this key can only give one and the same answer; find: ask Stripe's list of charges instead. */
  how: 'repeat' | 'find';
  /** Nobody has called with this key before. */
  isFirst: boolean;
}

/** A payment that took money. */
export interface PaidPayment {
  id: string;
  orderId: string;
  stripeId: string;
}

export type Claim =
  | { kind: 'mine'; call: ChargeCall }
  | { kind: 'paid'; payment: PaidPayment }
  | { kind: 'busy' }
  | { kind: 'limited'; retryAfterSeconds: number }
  | { kind: 'cancelled' };

/** How a payment stands after a call. unavailable: nothing was charged, and the fault is ours. */
export type Settlement =
  | { kind: 'paid'; payment: PaidPayment }
  | { kind: 'declined'; message: string }
  | { kind: 'invalid-token' }
  | { kind: 'cancelled' }
  | { kind: 'limited'; retryAfterSeconds: number }
  | { kind: 'processing' }
  | { kind: 'unavailable' };

/** What a call brought; withdrawn and limited: it was never made, as the order is cancelled or the user at the limit. */
export type CallOutcome =
  FoundCharge | { kind: 'withdrawn' } | { kind: 'limited'; retryAfterSeconds: number };

export const NOT_CHARGED = 'Your card was not charged. Please try again.';

export interface ClaimInput {
  order: { id: string; userId: string; items: BoughtItem[]; amountCents: number };
  token: string;
  /** The id of the payment, if this is the order's first. */
  paymentId: string;
  now: Date;
}

/** A shopper wants to pay: claim the order's payment, or learn why not. */
export function claimPayment(current: Payment | null, input: ClaimInput): PaymentDecision<Claim> {
  const { order, token, paymentId, now } = input;
  if (!current) {
    const first = {
      _id: paymentId,
      orderId: order.id,
      userId: order.userId,
      items: order.items,
      amountCents: order.amountCents,
      cancelRequested: false,
      declines: [],
      ...newAttempt(order.id, 1, token, now),
    };
    return { next: first, result: { kind: 'mine', call: callOf(first, now) } };
  }
  if (current.cancelRequested) return { result: { kind: 'cancelled' } };
  switch (current.status) {
    case 'succeeded':
      return { result: { kind: 'paid', payment: paid(current) } };
    case 'refunding':
    case 'refunded':
      return { result: { kind: 'cancelled' } };
    case 'declined': {
      const retryAfterSeconds = orderRetryAfter(current, now);
      if (retryAfterSeconds > 0) return { result: { kind: 'limited', retryAfterSeconds } };
      const declines = recentDeclines(current.declines, now);
      const next = { ...current, declines, ...newAttempt(current.orderId, current.attempt + 1, token, now) };
      return { next, result: { kind: 'mine', call: callOf(next, now) } };
    }
    case 'charging':
    case 'unknown': {
      const { next, result } = resumeCharge(current, now);
      return result ? { next, result: { kind: 'mine', call: result } } : { result: { kind: 'busy' } };
    }
  }
}

/** Takes over an attempt whose outcome is open and that nobody holds, with the stored token and key. */
export function resumeCharge(current: Payment | null, now: Date): PaymentDecision<ChargeCall | null> {
  if (!current || !isOpen(current) || isHeld(current, now)) return { result: null };
  const keySince = notAfter(now, current.keySince);
  const spentAt = notAfter(now, current.spentAt);
  const { attempt } = current;
  const tries = current.tries + 1;
  const grouped = isGrouped(current) ? { attempt, tries } : undefined;
  const next = { ...current, keySince, spentAt, tries, grouped, ...lease(now) };
  return { next, result: callOf(next, now) };
}

/** Keeps a payment to its holder while the call takes its time. */
export function renewLease(current: Payment | null, key: string, now: Date): PaymentDecision<void> {
  if (!current || current.key !== key || !current.leaseUntil) return { result: undefined };
  return { next: { ...current, ...lease(now) }, result: undefined };
}

/** Writes down what a call brought, unless the document has moved on to another key meanwhile. */
export function recordCharge(
  current: Payment | null,
  { key, outcome, now }: { key: string; outcome: CallOutcome; now: Date },
): PaymentDecision<Settlement> {
  if (!current || current.key !== key || !isOpen(current)) return { result: standing(current, outcome) };
  switch (outcome.kind) {
    case 'succeeded':
      return charged(current, outcome.stripeId, now);
    case 'declined':
      return notCharged({ ...current, declines: [...recentDeclines(current.declines, now), now] }, outcome);
    case 'limited':
      // An old replica may have taken over meanwhile: its call decides.
      return current.tries === 1 ? notCharged(current, outcome) : stillOpen(current, now, {});
    case 'invalid-token':
      // After an earlier call the token may be used up by our own charge: only the list of charges can tell.
      return current.tries === 1
        ? notCharged(current, outcome)
        : stillOpen(current, now, spent(current, now));
    case 'refused':
      // Says nothing about earlier calls under this key.
      return current.tries === 1
        ? notCharged(current, { kind: 'unavailable' })
        : stillOpen(current, now, {}, { kind: 'unavailable' });
    case 'withdrawn':
      // Only our own call was never made: who has taken over meanwhile may be charging under this key.
      return current.tries === 1
        ? notCharged({ ...current, cancelRequested: true }, { kind: 'cancelled' })
        : stillOpen(current, now, { cancelRequested: true }, { kind: 'cancelled' });
    case 'mismatch':
      return stillOpen(current, now, { parked: true });
    case 'absent':
      return canProveAbsence(current, now)
        ? notCharged(current, { kind: 'declined', message: NOT_CHARGED })
        : stillOpen(current, now, {});
    case 'unknown':
      return stillOpen(current, now, outcome.keySpent ? spent(current, now) : {});
  }
}

/** The order was cancelled. @returns whether there is a charge to give back */
export function cancelPayment(current: Payment | null, now: Date): PaymentDecision<boolean> {
  if (!current) return { result: false };
  if (current.status === 'succeeded') return { next: refunding(current, now), result: true };
  const isRefundDue = current.status === 'refunding';
  if (current.cancelRequested || isRefundDue || current.status === 'refunded') return { result: isRefundDue };
  return { next: { ...current, cancelRequested: true }, result: false };
}

function charged(current: Payment, stripeId: string, now: Date): PaymentDecision<Settlement> {
  const declines = current.declines?.length ? current.declines : undefined;
  const next: Payment = { ...current, ...closed, declines, status: 'succeeded', stripeId, chargedAt: now };
  // Nobody was told of this charge, and nobody will be: it goes back.
  if (current.cancelRequested) return { next: refunding(next, now), result: { kind: 'cancelled' } };
  return { next, events: [paymentCreated.announce(next)], result: { kind: 'paid', payment: paid(next) } };
}

function notCharged(current: Payment, result: Settlement): PaymentDecision<Settlement> {
  // A limited attempt was never made, so the message of the one before still holds.
  const message = result.kind === 'limited' ? current.refusal?.message : undefined;
  const refusal = {
    attempt: current.attempt,
    message: result.kind === 'declined' ? result.message : message,
  };
  return {
    next: { ...current, ...closed, status: 'declined', refusal },
    result: current.cancelRequested ? { kind: 'cancelled' } : result,
  };
}

function stillOpen(
  current: Payment,
  now: Date,
  learnt: Partial<PaymentState>,
  result: Settlement = { kind: 'processing' },
): PaymentDecision<Settlement> {
  const nextTryAt = nextTry(current.tries, now);
  return {
    next: { ...current, ...learnt, status: 'unknown', leaseUntil: undefined, nextTryAt },
    result: current.cancelRequested ? { kind: 'cancelled' } : result,
  };
}

/** What to tell a caller whose outcome somebody else has written down already. */
function standing(current: Payment | null, outcome: CallOutcome): Settlement {
  if (!current) return { kind: 'unavailable' };
  if (current.cancelRequested) return { kind: 'cancelled' };
  switch (current.status) {
    case 'succeeded':
      return { kind: 'paid', payment: paid(current) };
    case 'refunding':
    case 'refunded':
      return { kind: 'cancelled' };
    case 'declined':
      return outcome.kind === 'declined' ? outcome : { kind: 'declined', message: NOT_CHARGED };
    case 'charging':
    case 'unknown':
      return { kind: 'processing' };
  }
}

const isOpen = ({ status }: PaymentState): boolean => status === 'charging' || status === 'unknown';

/** Whether every call of the attempt carried the transfer group. */
const isGrouped = ({ attempt, tries, grouped }: PaymentState): boolean =>
  grouped?.attempt === attempt && grouped.tries === tries;

const lease = (now: Date) => ({ leaseUntil: after(now, LEASE_MS), nextTryAt: after(now, LEASE_MS) });

/** Asking again under the key leads nowhere; known now, if it was not before. */
const spent = (current: Payment, now: Date) => ({ keySpent: true, spentAt: current.spentAt ?? now });

/** What a payment no longer needs once its outcome is known. */
const closed = {
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
  ...lease(now),
});

function callOf(payment: Payment, now: Date): ChargeCall {
  const { _id, orderId, userId, attempt, amountCents, token = '', key, keySince, tries } = payment;
  return {
    request: {
      paymentId: String(_id),
      orderId,
      attempt,
      amountCents,
      token,
      key,
      since: keySince,
      isGrouped: isGrouped(payment),
    },
    how: canRepeatKey(payment, now) ? 'repeat' : 'find',
    userId,
    isFirst: tries === 1,
  };
}

const paid = ({ _id, orderId, stripeId = '' }: Payment): PaidPayment => ({
  id: String(_id),
  orderId,
  stripeId,
});
