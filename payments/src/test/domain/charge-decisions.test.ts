import { ConflictError } from '@datnxecommerce/common';
import { newId } from '@datnxecommerce/common/testing';
import {
  chargeRequestOf,
  decideClaim,
  decideLimit,
  NOT_CHARGED,
  decideChargeOutcome,
  decideRenewal,
  decideResumption,
  decideWithdrawal,
} from '../../domain/charge-decisions';
import { addMs, LEASE_MS } from '../../domain/payment-rules';
import { decideCancellation } from '../../domain/refund-decisions';
import {
  PAYMENT_STATUSES,
  type PaymentState,
  type PaymentStatus,
  type StoredPayment as Payment,
} from '../../models/payment';
import type { ChargeOutcome } from '../../services/payment-gateway';

const NOW = new Date('2026-05-01T12:00:00Z');
const SOON = addMs(NOW, 1);
const LONG_AGO = addMs(NOW, -60_000);
const DAY_OLD = addMs(NOW, -24 * 60 * 60_000);

const order = {
  id: newId(),
  userId: newId(),
  items: [{ productId: newId(), quantity: 1 }],
  amountCents: 500,
  expiresAt: addMs(NOW, 24 * 60 * 60_000),
};
const claim = (current: Payment | null) =>
  decideClaim(current, { order, token: 'tok_new', paymentId: newId(), now: NOW });

function payment(status: PaymentStatus, fields: Partial<PaymentState> = {}): Payment {
  const { next } = claim(null);
  const wasCharged = status === 'succeeded' || status === 'refunding' || status === 'refunded';
  const isOpen = status === 'charging' || status === 'unknown';
  return {
    ...(next as Payment),
    status,
    keySince: LONG_AGO,
    token: isOpen ? 'tok_old' : undefined,
    leaseUntil: undefined,
    nextTryAt: undefined,
    ...(wasCharged && { stripeId: 'ch_1' }),
    ...fields,
  };
}

const key = payment('charging').key;

function resume(current: Payment): Payment {
  const { next, result } = decideResumption(current, NOW);
  expect(result?.payment).toBe(next);
  return next as Payment;
}
const record = (current: Payment | null, outcome: ChargeOutcome, ofKey = key) =>
  decideChargeOutcome(current, { key: ofKey, outcome, now: NOW });
const charged: ChargeOutcome = { kind: 'succeeded', stripeId: 'ch_1' };
const declined: ChargeOutcome = { kind: 'declined', message: 'No.' };
const unknown: ChargeOutcome = { kind: 'unknown', reason: 'lost', keySpent: false };

describe('claiming a payment', () => {
  it('stores attempt, key and token of an unpaid order, with a lease', () => {
    const { next, result } = claim(null);
    expect(next).toMatchObject({
      orderId: order.id,
      status: 'charging',
      attempt: 1,
      key: `charge:${order.id}:1`,
      token: 'tok_new',
      tries: 1,
      leaseUntil: addMs(NOW, LEASE_MS),
      nextTryAt: addMs(NOW, LEASE_MS),
      cancelRequested: false,
    });
    expect(result).toMatchObject({ payment: next, call: 'charge' });
  });

  it('takes a new key and the new token only after a definite no', () => {
    const { next, result } = claim(payment('declined'));
    expect(next).toMatchObject({ attempt: 2, key: `charge:${order.id}:2`, token: 'tok_new', tries: 1 });
    expect(result).toMatchObject({ payment: next, call: 'charge' });
    expect(chargeRequestOf(result.payment)).toMatchObject({ key: next?.key, token: 'tok_new' });
  });

  it.each(['charging', 'unknown'] as const)('resumes %s with the stored key and token', (status) => {
    const { next, result } = claim(payment(status));
    expect(next).toMatchObject({ status, attempt: 1, key, token: 'tok_old', tries: 2 });
    expect(result).toMatchObject({ payment: next, call: 'charge' });
    expect(chargeRequestOf(result.payment)).toMatchObject({ key, token: 'tok_old' });
  });

  it('groups the charge, also when the attempt is resumed', () => {
    expect(chargeRequestOf(claim(null).result.payment).isGrouped).toBe(true);
    const resumed = resume(payment('unknown', { tries: 1 }));
    expect(chargeRequestOf(resumed).isGrouped).toBe(true);
    expect(chargeRequestOf(resume({ ...resumed, leaseUntil: undefined })).isGrouped).toBe(true);
  });

  it.each([
    ['began', { grouped: undefined }],
    ['began after one of this version', { attempt: 2 }],
    ['repeated', { tries: 2 }],
  ])('never groups the charge of an attempt that an earlier version %s', (_how, fields) => {
    const resumed = resume(payment('unknown', fields));
    expect(chargeRequestOf(resumed).isGrouped).toBe(false);
    expect(chargeRequestOf(resume({ ...resumed, leaseUntil: undefined })).isGrouped).toBe(false);
  });

  it.each(['charging', 'unknown'] as const)('refuses %s while another caller holds the lease', (status) => {
    expect(() => claim(payment(status, { leaseUntil: SOON }))).toThrow(ConflictError);
    expect(claim(payment(status, { leaseUntil: addMs(NOW, -1) })).result.call).toBe('charge');
  });

  it('counts a lease as expired that ends later than any new one', () => {
    const isHeld = (aheadMs: number) =>
      decideResumption(payment('charging', { leaseUntil: addMs(NOW, LEASE_MS + aheadMs) }), NOW).result ===
      null;
    expect([isHeld(0), isHeld(1), isHeld(3_600_000)]).toEqual([true, false, false]);
  });

  it('counts the age of a key from now on when a clock that was ahead wrote it down', () => {
    const ahead = payment('unknown', { keySince: addMs(NOW, 3_600_000) });
    expect(resume(ahead).keySince).toEqual(NOW);
    expect(chargeRequestOf(resume(ahead)).since).toEqual(NOW);
    expect(resume(payment('unknown'))).toMatchObject({ keySince: LONG_AGO });
    const spentAhead = payment('unknown', { keySpent: true, spentAt: addMs(NOW, 3_600_000) });
    expect(resume(spentAhead).spentAt).toEqual(NOW);
  });

  it.each(['succeeded', 'refunding', 'refunded'] as const)('changes nothing of %s', (status) => {
    const done = payment(status);
    expect(claim(done)).toEqual({ result: { payment: done } });
  });

  it.each(PAYMENT_STATUSES)('allows no call for %s once a cancellation is recorded', (status) => {
    const cancelled = payment(status, { cancelRequested: true });
    expect(claim(cancelled)).toEqual({ result: { payment: cancelled } });
  });

  it('says how long the key stays repeatable', () => {
    expect(claim(null).result.keyMsLeft).toBe(23 * 3_600_000);
    const anHourOld = payment('unknown', { keySince: addMs(NOW, -3_600_000) });
    expect(decideResumption(anHourOld, NOW).result?.keyMsLeft).toBe(22 * 3_600_000);
  });

  it('looks a charge up instead of repeating a key that Stripe may have forgotten, or answers with an error', () => {
    const callOf = (fields: Partial<PaymentState>) =>
      decideResumption(payment('unknown', fields), NOW).result?.call;
    expect(callOf({ keySince: addMs(NOW, -22.9 * 3_600_000) })).toBe('charge');
    expect(callOf({ keySince: addMs(NOW, -23 * 3_600_000) })).toBe('findCharge');
    expect(callOf({ keySpent: true })).toBe('findCharge');
  });
});

describe('resuming', () => {
  it.each(PAYMENT_STATUSES)('acquires %s only if its outcome is open', (status) => {
    const { next, result } = decideResumption(payment(status), NOW);
    expect(result !== null).toBe(status === 'charging' || status === 'unknown');
    expect(next !== undefined).toBe(result !== null);
  });

  it('acquires nothing that another caller holds, and nothing that does not exist', () => {
    expect(decideResumption(payment('charging', { leaseUntil: SOON }), NOW)).toEqual({ result: null });
    expect(decideResumption(null, NOW)).toEqual({ result: null });
  });

  it('renews only the lease of the same key, and none that has ended', () => {
    const held = payment('charging', { leaseUntil: SOON });
    expect(decideRenewal(held, key, NOW).next).toMatchObject({ leaseUntil: addMs(NOW, LEASE_MS) });
    expect(decideRenewal(held, 'charge:other:1', NOW).next).toBeUndefined();
    expect(decideRenewal(payment('unknown'), key, NOW).next).toBeUndefined();
    expect(decideRenewal(null, key, NOW).next).toBeUndefined();
  });
});

describe('recording the outcome of a call', () => {
  it('announces a charge once, in the same write', () => {
    const { next, events, result } = record(payment('charging'), charged);
    expect(next).toMatchObject({ status: 'succeeded', stripeId: 'ch_1', chargedAt: NOW });
    expect(next?.token).toBeUndefined();
    expect(events).toHaveLength(1);
    expect(events?.[0]).toMatchObject({ subject: 'payment:created' });
    expect(result).toBe(next);
    expect(record(next as Payment, charged)).toEqual({ result: next });
  });

  it('turns the charge of an order cancelled meanwhile into a refund, and announces no payment', () => {
    const { next, events, result } = record(payment('charging', { cancelRequested: true }), charged);
    expect(next).toMatchObject({ status: 'refunding', key: `refund:${order.id}`, nextTryAt: NOW });
    expect(events).toBeUndefined();
    expect(result).toBe(next);
  });

  it.each([
    ['a decline', declined, { reason: 'card_declined', message: 'No.' }],
    ['a bad token at the first call', { kind: 'invalid-token' }, { reason: 'invalid_token' }],
    ['refused credentials at the first call', { kind: 'refused', reason: '401' }, { reason: 'unavailable' }],
  ] as [string, ChargeOutcome, object][])(
    'makes the order payable again after %s',
    (_what, outcome, refusal) => {
      const { next, result } = record(payment('charging'), outcome);
      expect(next).toMatchObject({ status: 'declined', attempt: 1 });
      expect(next).toMatchObject({ token: undefined, leaseUntil: undefined, nextTryAt: undefined });
      expect(next?.refusal).toEqual({ attempt: 1, ...refusal });
      expect(result).toBe(next);
    },
  );

  it('closes the payment of an order cancelled meanwhile when there is nothing to refund', () => {
    const { next } = record(payment('unknown', { cancelRequested: true }), declined);
    expect(next).toMatchObject({ status: 'declined', cancelRequested: true });
  });

  it('keeps a withdrawn claim from ever being paid', () => {
    const { next, result } = decideWithdrawal(payment('charging'), key, NOW);
    expect(next).toMatchObject({ status: 'declined', cancelRequested: true });
    expect(result).toBe(next);
    expect(claim(next as Payment).result.call).toBeUndefined();
  });

  it('leaves a withdrawn claim open that another caller has acquired: that one may be charging', () => {
    const { next } = decideWithdrawal(payment('charging', { tries: 2 }), key, NOW);
    expect(next).toMatchObject({ status: 'unknown', key, token: 'tok_old', cancelRequested: true });
    expect(record(next as Payment, charged).next).toMatchObject({ status: 'refunding', stripeId: 'ch_1' });
  });

  it('keeps the message of the attempt before when the user is at the limit of declined cards', () => {
    const before = payment('charging', { attempt: 3, refusal: { attempt: 2, message: 'No.' } });
    const { next, result } = decideLimit(before, { key, retryAfterSeconds: 60, now: NOW });
    expect(next).toMatchObject({
      status: 'declined',
      refusal: { attempt: 3, reason: 'too_many_declines', message: 'No.', retryAfterSeconds: 60 },
    });
    expect(result).toBe(next);
  });

  it('leaves a limited claim open that another caller has acquired', () => {
    const limit = { key, retryAfterSeconds: 60, now: NOW };
    expect(decideLimit(payment('charging', { tries: 2 }), limit).next).toMatchObject({ status: 'unknown' });
  });

  it('keeps key and token while the outcome is unknown, and asks again soon', () => {
    const { next, events, result } = record(payment('charging'), unknown);
    expect(next).toMatchObject({ status: 'unknown', key, token: 'tok_old', nextTryAt: addMs(NOW, 1000) });
    expect(next?.leaseUntil).toBeUndefined();
    expect(events).toBeUndefined();
    expect(result).toBe(next);
  });

  it.each([
    ['a bad token', { kind: 'invalid-token' }, { keySpent: true, spentAt: NOW }],
    ['refused credentials', { kind: 'refused', reason: '401' }, { keySpent: false }],
  ] as [string, ChargeOutcome, object][])(
    'concludes nothing from %s after an earlier call, which may have charged',
    (_what, outcome, fields) => {
      const { next } = record(payment('unknown', { tries: 2 }), outcome);
      expect(next).toMatchObject({ status: 'unknown', key, ...fields });
    },
  );

  it('remembers that a key is spent', () => {
    const { next } = record(payment('unknown'), { ...unknown, keySpent: true });
    expect(next).toMatchObject({ keySpent: true, spentAt: NOW });
    expect(record(next as Payment, unknown).next).toMatchObject({ keySpent: true, spentAt: NOW });
    const later = { key, outcome: { ...unknown, keySpent: true }, now: addMs(NOW, 5000) };
    expect(decideChargeOutcome(next as Payment, later).next?.spentAt).toEqual(NOW);
    expect(record(next as Payment, declined).next).toMatchObject({ keySpent: false, spentAt: undefined });
  });

  it.each([
    ['the key can still be repeated', {}, 'unknown'],
    [
      'the key is spent, but so young that the charge may be late',
      { keySpent: true, keySince: NOW },
      'unknown',
    ],
    [
      'the key is old, but spent so short ago that the charge may be late',
      { keySpent: true, spentAt: addMs(NOW, -9999) },
      'unknown',
    ],
    ['the key was spent 10 s ago', { keySpent: true, spentAt: addMs(NOW, -10_000) }, 'declined'],
    ['an answer contradicted the payment', { keySpent: true, parked: true }, 'unknown'],
    ['the key is spent', { keySpent: true }, 'declined'],
    ['the key is a day old', { keySince: DAY_OLD }, 'declined'],
  ] as [string, Partial<PaymentState>, string][])(
    'weighs a charge that is not in the list when %s',
    (_when, fields, status) => {
      const { next, result } = record(payment('unknown', fields), { kind: 'absent' });
      expect(next?.status).toBe(status);
      expect(next?.refusal?.message).toBe(status === 'declined' ? NOT_CHARGED : undefined);
      expect(result).toBe(next);
    },
  );

  it('keeps a contradiction for an operator until the right answer comes', () => {
    const { next, events, result } = record(payment('charging'), { kind: 'mismatch', reason: '1 usd' });
    expect(next).toMatchObject({ status: 'unknown', parked: true });
    expect(events).toBeUndefined();
    expect(result).toBe(next);
    expect(record(next as Payment, charged).next).toMatchObject({ status: 'succeeded', parked: false });
  });

  it.each([
    ['a charge', (current: Payment | null) => record(current, charged)],
    ['a decline', (current: Payment | null) => record(current, declined)],
    ['a withdrawal', (current: Payment | null) => decideWithdrawal(current, key, NOW)],
    ['a limit', (current: Payment | null) => decideLimit(current, { key, retryAfterSeconds: 1, now: NOW })],
  ])('records nothing of %s under a key that the document no longer holds', (_what, recorded) => {
    const moved = payment('charging', { attempt: 2, key: `charge:${order.id}:2` });
    for (const current of [moved, null]) expect(recorded(current)).toEqual({ result: current });
  });

  it.each([
    ['declined', declined],
    ['declined', unknown],
    ['refunding', charged],
    ['refunded', charged],
  ] as [PaymentStatus, ChargeOutcome][])(
    'returns the payment as it stands when another caller has recorded %s first',
    (status, outcome) => {
      const current = payment(status);
      expect(record(current, outcome)).toEqual({ result: current });
    },
  );
});

describe('cancelling', () => {
  it.each([
    [null, undefined, false],
    ['charging', { status: 'charging', cancelRequested: true }, false],
    ['unknown', { status: 'unknown', cancelRequested: true }, false],
    ['declined', { status: 'declined', cancelRequested: true }, false],
    ['succeeded', { status: 'refunding', key: `refund:${order.id}`, nextTryAt: NOW }, true],
    ['refunding', undefined, true],
    ['refunded', undefined, false],
  ] as [PaymentStatus | null, object | undefined, boolean][])('turns %s into %j', (status, next, isDue) => {
    const decision = decideCancellation(status && payment(status), NOW);
    if (next) expect(decision.next).toMatchObject(next);
    else expect(decision.next).toBeUndefined();
    expect(decision.result).toBe(isDue);
  });

  it.each(PAYMENT_STATUSES)('changes nothing more when %s is cancelled twice', (status) => {
    const once = decideCancellation(payment(status), NOW).next ?? payment(status);
    expect(decideCancellation(once as Payment, NOW).next).toBeUndefined();
  });
});

describe('an order whose prices have expired', () => {
  const expired = { ...order, expiresAt: addMs(NOW, -1) };
  const input = { order: expired, token: 'tok_new', paymentId: newId(), now: NOW };
  const PLACE_AGAIN = "This order's prices have expired. Place it again at today's prices.";

  it('is refused a first attempt, and one after a decline', () => {
    expect(() => decideClaim(null, input)).toThrow(PLACE_AGAIN);
    expect(() => decideClaim(payment('declined'), input)).toThrow(PLACE_AGAIN);
  });

  it.each(['succeeded', 'refunding', 'refunded'] as const)('keeps its payment that is %s', (status) => {
    const current = payment(status);
    expect(decideClaim(current, input).result.payment).toBe(current);
  });

  it('has its attempt of unknown outcome resumed, as the card may be charged', () => {
    const current = payment('unknown', { leaseUntil: undefined });
    expect(decideClaim(current, input).result.call).toBeDefined();
  });

  it('is payable up to its last moment', () => {
    const last = { ...order, expiresAt: NOW };
    expect(decideClaim(null, { ...input, order: last }).result.call).toBe('charge');
  });
});
