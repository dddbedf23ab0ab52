import { outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { refundCancelledOrder } from '../../domain/refund-cancelled-order';
import { payOrder } from '../../domain/pay-order';
import { IS_DUE, LEASE_MS } from '../../domain/payment-rules';
import { reconcilePayments } from '../../domain/reconcile-payments';
import { Payment } from '../../models/payment';
import { testDeps, aKnownOrder, databaseNow, pass, paymentOf, type TestDeps } from '../builders';

useDatabase();

/** An order whose payment lost its answers in the given way. */
async function anUnknownPayment(deps: TestDeps, token = 'tok_visa'): Promise<string> {
  const { id: orderId, userId } = await aKnownOrder();
  await payOrder(deps, { userId, orderId, token });
  return orderId;
}

/** An order whose payer died in the middle of the call to Stripe. */
async function anAbandonedPayment(deps: TestDeps): Promise<string> {
  const { id: orderId, userId } = await aKnownOrder();
  const { around } = deps.gateway;
  deps.gateway.around = () => Promise.reject(new Error('killed'));
  await payOrder(deps, { userId, orderId, token: 'tok_visa' }).catch(() => undefined);
  deps.gateway.around = around;
  return orderId;
}

function aLostCharge(deps: TestDeps): Promise<string> {
  deps.gateway.chargeSteps.push('lost-before');
  return anUnknownPayment(deps);
}

/** A cancelled order whose process died in the middle of the call for the refund. */
async function anAbandonedRefund(deps: TestDeps): Promise<string> {
  const orderId = await anUnknownPayment(deps);
  const { around } = deps.gateway;
  deps.gateway.around = () => Promise.reject(new Error('killed'));
  await refundCancelledOrder(deps, orderId);
  await deps.background.idle();
  deps.gateway.around = around;
  return orderId;
}

async function reconcile(deps: TestDeps): Promise<void> {
  await reconcilePayments(deps);
  await deps.background.idle();
}

const HOUR = 3_600_000;

describe('the reconciler', () => {
  it('takes over a charge whose caller died, once its lease has expired', async () => {
    const deps = testDeps();
    const orderId = await anAbandonedPayment(deps);
    await pass(LEASE_MS - 3000);
    await reconcile(deps);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'charging' });
    await pass(3001);
    await reconcile(deps);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect((await outboxOf(Payment)).map(({ subject }) => subject)).toEqual(['payment:created']);
  });

  it.each([
    ['a charge whose caller died', anAbandonedPayment, 'succeeded'],
    ['a charge whose answer was lost', aLostCharge, 'succeeded'],
    ['a refund whose process died', anAbandonedRefund, 'refunded'],
  ])('resumes at once %s, stored by a clock that was an hour ahead', async (_what, begin, status) => {
    const deps = testDeps();
    const orderId = await begin(deps);
    await pass(-HOUR);
    await reconcile(deps);
    expect(await paymentOf(orderId)).toMatchObject({ status });
    expect(deps.gateway.chargesOf(orderId)).toHaveLength(1);
  });

  it('delays no shopper for a clock that was ahead', async () => {
    const deps = testDeps();
    const orderId = await anAbandonedPayment(deps);
    await pass(-HOUR);
    const { userId = '' } = (await paymentOf(orderId)) ?? {};
    expect((await payOrder(deps, { userId, orderId, token: 'tok_other' })).payment.status).toBe('succeeded');
    expect(deps.gateway.charges).toMatchObject([{ key: `charge:${orderId}:1` }]);
    expect(deps.gateway.calls.at(-1)).toMatchObject({ token: 'tok_visa' });
  });

  it('asks about an unknown charge a second later, then less and less often, with one key and token', async () => {
    const deps = testDeps();
    deps.gateway.chargeSteps.push(...Array<'lost-before'>(5).fill('lost-before'));
    let asked = await databaseNow();
    const orderId = await anUnknownPayment(deps);
    const key = `charge:${orderId}:1`;
    for (const [call, pause] of [1000, 5000, 10_000, 20_000, 40_000].entries()) {
      const pausedAt = ((await paymentOf(orderId))?.nextTryAt?.getTime() ?? 0) - pause;
      expect(pausedAt).toBeGreaterThanOrEqual(asked);
      expect(pausedAt).toBeLessThanOrEqual(await databaseNow());
      await reconcile(deps);
      expect(deps.gateway.calls).toHaveLength(call + 1);
      await pass(pause + 1);
      asked = await databaseNow();
      await reconcile(deps);
      expect(deps.gateway.calls).toHaveLength(call + 2);
    }
    expect(deps.gateway.calls).toEqual(Array(6).fill({ name: 'charge', key, token: 'tok_visa' }));
    expect(await paymentOf(orderId)).toMatchObject({ status: 'succeeded' });
  });

  it('leaves a definite decline payable with a new card', async () => {
    const deps = testDeps();
    deps.gateway.chargeSteps.push('lost-after');
    const orderId = await anUnknownPayment(deps, 'tok_declined');
    await pass(1001);
    await reconcile(deps);
    const stored = await paymentOf(orderId);
    expect(stored).toMatchObject({ status: 'declined', attempt: 1 });
    const again = await payOrder(deps, { userId: stored?.userId ?? '', orderId, token: 'tok_visa' });
    expect(again).toMatchObject({ isNew: true, payment: { status: 'succeeded' } });
    expect(deps.gateway.charges).toMatchObject([{ key: `charge:${orderId}:2` }]);
  });

  it.each([
    ['a stored failure', { kind: 'unknown', reason: '500', keySpent: true } as const, 11_000],
    ['a key older than 23 hours', 'lost-before' as const, 23 * HOUR],
  ])('looks the charge up after %s, and only its absence allows another key', async (_what, step, age) => {
    const deps = testDeps();
    deps.gateway.chargeSteps.push(step);
    const orderId = await anUnknownPayment(deps);
    await pass(age);
    await reconcile(deps);
    expect(deps.gateway.calls.map(({ name }) => name)).toEqual(['charge', 'findCharge']);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'declined', attempt: 1 });
    expect(deps.gateway.charges).toEqual([]);
  });

  it('believes an empty list only 10 s after Stripe answered, however long that took', async () => {
    const deps = testDeps();
    deps.gateway.chargeSteps.push({ kind: 'unknown', reason: '500', keySpent: true });
    deps.gateway.around = async (_name, call) => {
      await pass(23_000);
      return call();
    };
    const orderId = await anUnknownPayment(deps);
    deps.gateway.around = (_name, call) => call();
    await pass(5000);
    await reconcile(deps);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'unknown', attempt: 1 });
    await pass(5001);
    await reconcile(deps);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'declined', attempt: 1 });
    expect((await paymentOf(orderId))?.spentAt).toBeUndefined();
  });

  it('finds in the list a charge whose answer was lost', async () => {
    const deps = testDeps();
    deps.gateway.chargeSteps.push('lost-after');
    const orderId = await anUnknownPayment(deps);
    await pass(24 * HOUR);
    await reconcile(deps);
    expect(deps.gateway.calls.map(({ name }) => name)).toEqual(['charge', 'findCharge']);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'succeeded', stripeId: 'ch_1' });
  });

  it('never takes the absence of a contradicting charge for a proof', async () => {
    const deps = testDeps();
    deps.gateway.chargeSteps.push({ kind: 'mismatch', reason: 'charge ch_9 is 1 usd' });
    const orderId = await anUnknownPayment(deps);
    await pass(48 * HOUR);
    await reconcile(deps);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'unknown', parked: true, attempt: 1 });
  });

  it('holds the lease on a charge for as long as the call takes', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const deps = testDeps();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const { id: orderId, userId } = await aKnownOrder();
      deps.gateway.around = async (_name, call) => {
        await held;
        return call();
      };
      const paying = payOrder({ ...deps, answerWithinMs: 300_000 }, { userId, orderId, token: 'tok_visa' });
      const leaseUntil = async () => (await paymentOf(orderId))?.leaseUntil?.getTime() ?? 0;
      while (deps.gateway.calls.length === 0) await new Promise(setImmediate);
      const first = await leaseUntil();
      await pass(5000);
      jest.advanceTimersByTime(5000);
      while ((await leaseUntil()) < first) await new Promise(setImmediate);
      await pass(LEASE_MS - 3000);
      await reconcile(deps);
      expect(deps.gateway.calls).toHaveLength(1);
      release();
      expect(await paying).toMatchObject({ isNew: true, payment: { status: 'succeeded' } });
    } finally {
      jest.useRealTimers();
    }
  });

  it('settles many at once, each once, also when two reconcilers run', async () => {
    const deps = testDeps();
    const orders: string[] = [];
    for (let i = 0; i < 15; i += 1) {
      deps.gateway.chargeSteps.push(i % 2 ? 'lost-after' : 'lost-before');
      orders.push(await anUnknownPayment(deps));
    }
    await pass(1001);
    const other = { ...deps, background: testDeps().background };
    for (let run = 0; run < 3; run += 1) {
      await Promise.all([reconcilePayments(deps), reconcilePayments(other)]);
      await Promise.all([deps.background.idle(), other.background.idle()]);
    }
    expect(await Payment.countDocuments({ status: 'succeeded' })).toBe(15);
    for (const orderId of orders) expect(deps.gateway.chargesOf(orderId)).toHaveLength(1);
    expect(deps.gateway.calls).toHaveLength(30);
  });

  it('reads nothing of payments that are settled', async () => {
    const deps = testDeps();
    await anUnknownPayment(deps);
    const { executionStats } = (await Payment.find(IS_DUE)
      .sort({ nextTryAt: 1 })
      .explain('executionStats')) as unknown as { executionStats: { totalDocsExamined: number } };
    expect(executionStats.totalDocsExamined).toBe(0);
  });

  it('begins no more than ten calls at a time', async () => {
    const deps = testDeps();
    for (let i = 0; i < 12; i += 1) await anAbandonedPayment(deps);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    deps.gateway.around = async (_name, call) => {
      await held;
      return call();
    };
    await pass(LEASE_MS + 1);
    await reconcilePayments(deps);
    await reconcilePayments(deps);
    expect(deps.background.countOf('reconciler')).toBe(10);
    release();
    await deps.background.idle();
    await reconcile(deps);
    expect(await Payment.countDocuments({ status: 'succeeded' })).toBe(12);
  });

  it('is not delayed by shoppers whose calls are still under way', async () => {
    const deps = testDeps({ answerWithinMs: 10 });
    const orderId = await aLostCharge(deps);
    await deps.background.idle();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    deps.gateway.around = async (_name, call) => {
      await held;
      return call();
    };
    for (let i = 0; i < 10; i += 1) await anUnknownPayment(deps);
    await pass(1001);
    await reconcilePayments(deps);
    release();
    await deps.background.idle();
    expect(await paymentOf(orderId)).toMatchObject({ status: 'succeeded' });
  });
});
