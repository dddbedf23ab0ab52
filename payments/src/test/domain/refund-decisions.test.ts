import { newId } from '@datnxecommerce/common/testing';
import { decideClaim } from '../../domain/charge-decisions';
import { addMs, LEASE_MS, nextTryAfter, refunding, repeatableMs } from '../../domain/payment-rules';
import { decideRefund, decideRefundOutcome } from '../../domain/refund-decisions';
import { PAYMENT_STATUSES, type PaymentState, type StoredPayment as Payment } from '../../models/payment';
import type { RefundOutcome } from '../../services/payment-gateway';

const NOW = new Date('2026-05-01T12:00:00Z');
const order = {
  id: newId(),
  userId: newId(),
  items: [{ productId: newId(), quantity: 1 }],
  amountCents: 500,
  expiresAt: NOW,
};

function due(fields: Partial<PaymentState> = {}): Payment {
  const { next } = decideClaim(null, { order, token: 'tok', paymentId: newId(), now: NOW });
  return { ...refunding({ ...(next as Payment), stripeId: 'ch_1' }, NOW), ...fields };
}

const record = (current: Payment | null, outcome: RefundOutcome, key = `refund:${order.id}`) =>
  decideRefundOutcome(current, { key, outcome, now: NOW });
const done: RefundOutcome = { kind: 'refunded', refundId: 're_1' };

describe('refunding', () => {
  it('is acquired by one caller at a time, always with the same key', () => {
    const { next, result } = decideRefund(due(), NOW);
    expect(result).toEqual({ orderId: order.id, stripeId: 'ch_1', key: `refund:${order.id}` });
    expect(next).toMatchObject({ leaseUntil: addMs(NOW, LEASE_MS), nextTryAt: addMs(NOW, LEASE_MS) });
    expect(decideRefund(next as Payment, NOW)).toEqual({ result: null });
    expect(decideRefund(next as Payment, addMs(NOW, LEASE_MS + 1)).result).toEqual(result);
    expect(decideRefund(next as Payment, addMs(NOW, -3_600_000)).result).toEqual(result);
  });

  it.each(PAYMENT_STATUSES.filter((status) => status !== 'refunding'))('is not due for %s', (status) => {
    expect(decideRefund(due({ status }), NOW)).toEqual({ result: null });
  });

  it('is announced once, with the write that ends it', () => {
    const { next, events } = record(due(), done);
    expect(next).toMatchObject({
      status: 'refunded',
      refundId: 're_1',
      refundedAt: NOW,
      nextTryAt: undefined,
    });
    expect(events).toHaveLength(1);
    expect(JSON.parse(events?.[0]?.data ?? '')).toMatchObject({
      orderId: order.id,
      stripeId: 'ch_1',
      refundId: 're_1',
    });
    expect(record(next as Payment, done)).toEqual({ result: undefined });
  });

  it('is tried again later with the same key when its answer is lost', () => {
    const { next, events } = record(due({ tries: 1 }), { kind: 'unknown', reason: 'lost', keySpent: false });
    expect(next).toMatchObject({
      status: 'refunding',
      key: `refund:${order.id}`,
      nextTryAt: addMs(NOW, 1000),
    });
    expect(events).toBeUndefined();
  });

  it('takes a new key only after Stripe stored an error for the one before', () => {
    const spent: RefundOutcome = { kind: 'unknown', reason: '500', keySpent: true };
    const { next } = record(due({ tries: 3 }), spent);
    expect(next).toMatchObject({ key: `refund:${order.id}:2`, nextTryAt: addMs(NOW, 10_000) });
    expect(record(next as Payment, spent).next).toBeUndefined();
    expect(record(next as Payment, spent, `refund:${order.id}:2`).next?.key).toBe(`refund:${order.id}:3`);
    expect(record(next as Payment, done).next?.status).toBe('refunded');
  });
});

describe('the pause before asking again', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 5],
    [3, 10],
    [4, 20],
    [8, 300],
    [500, 300],
  ])('after %d calls is %d seconds', (tries, seconds) => {
    expect(nextTryAfter(tries, NOW)).toEqual(addMs(NOW, seconds * 1000));
  });

  it('never makes a spent key repeatable', () => {
    expect(repeatableMs({ keySince: NOW, keySpent: true }, NOW)).toBe(0);
  });
});
