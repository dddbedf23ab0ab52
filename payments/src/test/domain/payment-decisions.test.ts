import type { Stored } from '@datnxecommerce/common';
import { newId } from '@datnxecommerce/common/testing';
import {
  cancelPayment,
  claimPayment,
  NOT_CHARGED,
  recordCharge,
  renewLease,
  resumeCharge,
  type CallOutcome,
} from '../../domain/payment-decisions';
import { after, LEASE_MS } from '../../domain/payment-timing';
import { PAYMENT_STATUSES, type PaymentState, type PaymentStatus } from '../../models/payment';

type Payment = Stored<PaymentState>;

const NOW = new Date('2026-05-01T12:00:00Z');
const SOON = after(NOW, 1);
const LONG_AGO = after(NOW, -60_000);
const DAY_OLD = after(NOW, -24 * 60 * 60_000);

const order = {
  id: newId(),
  userId: newId(),
  items: [{ productId: newId(), quantity: 1 }],
  amountCents: 500,
};
const claim = (current: Payment | null) =>
  claimPayment(current, { order, token: 'tok_new', paymentId: newId(), now: NOW });

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
const record = (current: Payment | null, outcome: CallOutcome, ofKey = key) =>
  recordCharge(current, { key: ofKey, outcome, now: NOW });
const charged: CallOutcome = { kind: 'succeeded', stripeId: 'ch_1' };
const declined: CallOutcome = { kind: 'declined', message: 'No.' };
const unknown: CallOutcome = { kind: 'unknown', reason: 'lost', keySpent: false };

describe('claiming a payment', () => {
  it('stores attempt, key and token of an order nobody has paid yet, with a lease', () => {
    const { next, result } = claim(null);
    expect(next).toMatchObject({
      orderId: order.id,
      status: 'charging',
      attempt: 1,
      key: `charge:${order.id}:1`,
      token: 'tok_new',
      tries: 1,
      leaseUntil: after(NOW, LEASE_MS),
      nextTryAt: after(NOW, LEASE_MS),
      cancelRequested: false,
    });
    expect(result).toMatchObject({ kind: 'mine', call: { how: 'repeat', isFirst: true } });
  });

  it('takes a new key and the new token only after a definite no', () => {
    const { next, result } = claim(payment('declined'));
    expect(next).toMatchObject({ attempt: 2, key: `charge:${order.id}:2`, token: 'tok_new', tries: 1 });
    expect(result).toMatchObject({ kind: 'mine', call: { isFirst: true, request: { token: 'tok_new' } } });
  });

  it.each(['charging', 'unknown'] as const)('resumes %s with the stored key and token', (status) => {
    const { next, result } = claim(payment(status));
    expect(next).toMatchObject({ status, attempt: 1, key, token: 'tok_old', tries: 2 });
    expect(result).toMatchObject({ call: { isFirst: false, request: { key, token: 'tok_old' } } });
  });

  it('groups the charge, also when the attempt is resumed', () => {
    const first = claim(null);
    expect(first.result).toMatchObject({ call: { request: { isGrouped: true } } });
    const { next, result } = resumeCharge(payment('unknown', { tries: 1 }), NOW);
    expect(result?.request.isGrouped).toBe(true);
    expect(resumeCharge({ ...next, leaseUntil: undefined } as Payment, NOW).result?.request.isGrouped).toBe(
      true,
    );
  });

  it.each([
    ['began', { grouped: undefined }],
    ['began after one of this version', { attempt: 2 }],
    ['repeated', { tries: 2 }],
  ])('never groups the charge of an attempt that an earlier version %s', (_how, fields) => {
    const { next, result } = resumeCharge(payment('unknown', fields), NOW);
    expect(result?.request.isGrouped).toBe(false);
    const again = resumeCharge({ ...next, leaseUntil: undefined } as Payment, NOW);
    expect(again.result?.request.isGrouped).toBe(false);
  });

  it.each(['charging', 'unknown'] as const)('leaves %s alone while somebody holds it', (status) => {
    expect(claim(payment(status, { leaseUntil: SOON }))).toEqual({ result: { kind: 'busy' } });
    expect(claim(payment(status, { leaseUntil: NOW })).result.kind).toBe('mine');
  });

  it('believes a lease from a clock a little ahead, and none that no clock on time can have given', () => {
    const kindOf = (aheadMs: number) =>
      claim(payment('charging', { leaseUntil: after(NOW, LEASE_MS + aheadMs) })).result.kind;
    expect([kindOf(0), kindOf(5000), kindOf(5001), kindOf(3_600_000)]).toEqual([
      'busy',
      'busy',
      'mine',
      'mine',
    ]);
  });

  it('counts the age of a key from now on when a clock that was ahead wrote it down', () => {
    const ahead = payment('unknown', { keySince: after(NOW, 3_600_000) });
    const { next, result } = resumeCharge(ahead, NOW);
    expect(next?.keySince).toEqual(NOW);
    expect(result?.request.since).toEqual(NOW);
    expect(resumeCharge(payment('unknown'), NOW).next).toMatchObject({ keySince: LONG_AGO });
    const spentAhead = payment('unknown', { keySpent: true, spentAt: after(NOW, 3_600_000) });
    expect(resumeCharge(spentAhead, NOW).next?.spentAt).toEqual(NOW);
  });

  it('answers with the payment that succeeded', () => {
    const done = payment('succeeded');
    expect(claim(done)).toEqual({
      result: { kind: 'paid', payment: { id: done._id, orderId: order.id, stripeId: 'ch_1' } },
    });
  });

  it.each(['refunding', 'refunded'] as const)('refuses an order whose payment is %s', (status) => {
    expect(claim(payment(status))).toEqual({ result: { kind: 'cancelled' } });
  });

  it.each(PAYMENT_STATUSES)('refuses %s once a cancellation is noted', (status) => {
    expect(claim(payment(status, { cancelRequested: true }))).toEqual({ result: { kind: 'cancelled' } });
  });

  it('looks a charge up instead of repeating a key that Stripe may have forgotten, or answers with an error', () => {
    const howOf = (fields: Partial<PaymentState>) =>
      resumeCharge(payment('unknown', fields), NOW).result?.how;
    expect(howOf({ keySince: after(NOW, -22.9 * 3_600_000) })).toBe('repeat');
    expect(howOf({ keySince: after(NOW, -23 * 3_600_000) })).toBe('find');
    expect(howOf({ keySpent: true })).toBe('find');
  });
});

describe('taking over', () => {
  it.each(PAYMENT_STATUSES)('takes %s only if its outcome is open', (status) => {
    const { next, result } = resumeCharge(payment(status), NOW);
    expect(result !== null).toBe(status === 'charging' || status === 'unknown');
    expect(next !== undefined).toBe(result !== null);
  });

  it('takes nothing that somebody holds, and nothing that is not there', () => {
    expect(resumeCharge(payment('charging', { leaseUntil: SOON }), NOW)).toEqual({ result: null });
    expect(resumeCharge(null, NOW)).toEqual({ result: null });
  });

  it('renews only the lease of the same key, and none that has ended', () => {
    const held = payment('charging', { leaseUntil: SOON });
    expect(renewLease(held, key, NOW).next).toMatchObject({ leaseUntil: after(NOW, LEASE_MS) });
    expect(renewLease(held, 'charge:other:1', NOW).next).toBeUndefined();
    expect(renewLease(payment('unknown'), key, NOW).next).toBeUndefined();
    expect(renewLease(null, key, NOW).next).toBeUndefined();
  });
});

describe('writing down what a call brought', () => {
  it('announces a charge once, in the same write', () => {
    const { next, events, result } = record(payment('charging'), charged);
    expect(next).toMatchObject({ status: 'succeeded', stripeId: 'ch_1', chargedAt: NOW });
    expect(next?.token).toBeUndefined();
    expect(events).toHaveLength(1);
    expect(events?.[0]).toMatchObject({ subject: 'payment:created' });
    expect(result.kind).toBe('paid');
    const again = record(next as Payment, charged);
    expect(again.next).toBeUndefined();
    expect(again.events).toBeUndefined();
    expect(again.result.kind).toBe('paid');
  });

  it('turns the charge of an order cancelled meanwhile into a refund that nobody is told to wait for', () => {
    const { next, events, result } = record(payment('charging', { cancelRequested: true }), charged);
    expect(next).toMatchObject({ status: 'refunding', key: `refund:${order.id}`, nextTryAt: NOW });
    expect(events).toBeUndefined();
    expect(result.kind).toBe('cancelled');
  });

  it.each([
    ['a decline', declined, { kind: 'declined', message: 'No.' }],
    ['a bad token at the first call', { kind: 'invalid-token' }, { kind: 'invalid-token' }],
    ['refused credentials at the first call', { kind: 'refused', reason: '401' }, { kind: 'unavailable' }],
  ] as [string, CallOutcome, object][])(
    'makes the order payable again after %s',
    (_what, outcome, result) => {
      const decision = record(payment('charging'), outcome);
      expect(decision.next).toMatchObject({ status: 'declined', attempt: 1 });
      expect(decision.next).toMatchObject({ token: undefined, leaseUntil: undefined, nextTryAt: undefined });
      expect(decision.result).toEqual(result);
    },
  );

  it('closes the payment of an order cancelled meanwhile when there is nothing to refund', () => {
    const { next, result } = record(payment('unknown', { cancelRequested: true }), declined);
    expect(next).toMatchObject({ status: 'declined', cancelRequested: true });
    expect(result.kind).toBe('cancelled');
  });

  it('keeps a withdrawn claim from ever being paid', () => {
    const { next, result } = record(payment('charging'), { kind: 'withdrawn' });
    expect(next).toMatchObject({ status: 'declined', cancelRequested: true });
    expect(result.kind).toBe('cancelled');
    expect(claim(next as Payment).result.kind).toBe('cancelled');
  });

  it('leaves a withdrawn claim open that another caller has taken over: that one may be charging', () => {
    const { next, result } = record(payment('charging', { tries: 2 }), { kind: 'withdrawn' });
    expect(next).toMatchObject({ status: 'unknown', key, token: 'tok_old', cancelRequested: true });
    expect(result.kind).toBe('cancelled');
    expect(record(next as Payment, charged).next).toMatchObject({ status: 'refunding', stripeId: 'ch_1' });
  });

  it('keeps key and token while the outcome is unknown, and asks again soon', () => {
    const { next, events, result } = record(payment('charging'), unknown);
    expect(next).toMatchObject({ status: 'unknown', key, token: 'tok_old', nextTryAt: after(NOW, 1000) });
    expect(next?.leaseUntil).toBeUndefined();
    expect(events).toBeUndefined();
    expect(result.kind).toBe('processing');
  });

  it.each([
    ['a bad token', { kind: 'invalid-token' }, { keySpent: true, spentAt: NOW }],
    ['refused credentials', { kind: 'refused', reason: '401' }, { keySpent: false }],
  ] as [string, CallOutcome, object][])(
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
    const later = { key, outcome: { ...unknown, keySpent: true }, now: after(NOW, 5000) };
    expect(recordCharge(next as Payment, later).next?.spentAt).toEqual(NOW);
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
      { keySpent: true, spentAt: after(NOW, -9999) },
      'unknown',
    ],
    ['the key was spent 10 s ago', { keySpent: true, spentAt: after(NOW, -10_000) }, 'declined'],
    ['an answer contradicted the payment', { keySpent: true, parked: true }, 'unknown'],
    ['the key is spent', { keySpent: true }, 'declined'],
    ['the key is a day old', { keySince: DAY_OLD }, 'declined'],
  ] as [string, Partial<PaymentState>, string][])(
    'weighs a charge that is not in the list when %s',
    (_when, fields, status) => {
      const { next, result } = record(payment('unknown', fields), { kind: 'absent' });
      expect(next?.status).toBe(status);
      expect(result).toEqual(
        status === 'declined' ? { kind: 'declined', message: NOT_CHARGED } : { kind: 'processing' },
      );
    },
  );

  it('parks a contradiction until the right answer comes', () => {
    const { next, events, result } = record(payment('charging'), { kind: 'mismatch', reason: '1 usd' });
    expect(next).toMatchObject({ status: 'unknown', parked: true });
    expect(events).toBeUndefined();
    expect(result.kind).toBe('processing');
    expect(record(next as Payment, charged).next).toMatchObject({ status: 'succeeded', parked: false });
  });

  it('writes down nothing for a key that the document no longer holds', () => {
    const moved = payment('charging', { attempt: 2, key: `charge:${order.id}:2` });
    expect(record(moved, charged)).toEqual({ result: { kind: 'processing' } });
    expect(record(moved, declined)).toEqual({ result: { kind: 'processing' } });
    expect(record(null, charged)).toEqual({ result: { kind: 'unavailable' } });
  });

  it.each([
    ['declined', declined, { kind: 'declined', message: 'No.' }],
    ['declined', unknown, { kind: 'declined', message: NOT_CHARGED }],
    ['refunding', charged, { kind: 'cancelled' }],
    ['refunded', charged, { kind: 'cancelled' }],
  ] as [PaymentStatus, CallOutcome, object][])(
    'tells how it stands when somebody else wrote %s first',
    (status, outcome, result) => {
      expect(record(payment(status), outcome)).toEqual({ result });
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
    const decision = cancelPayment(status && payment(status), NOW);
    if (next) expect(decision.next).toMatchObject(next);
    else expect(decision.next).toBeUndefined();
    expect(decision.result).toBe(isDue);
  });

  it.each(PAYMENT_STATUSES)('changes nothing more when %s is cancelled twice', (status) => {
    const once = cancelPayment(payment(status), NOW).next ?? payment(status);
    expect(cancelPayment(once as Payment, NOW).next).toBeUndefined();
  });
});
