import { outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { cancelOrder } from '../../domain/cancel-order';
import { payOrder } from '../../domain/pay-order';
import { isDue, LEASE_MS } from '../../domain/payment-timing';
import { reconcilePayments } from '../../domain/reconcile-payments';
import { Payment } from '../../models/payment';
import { aDesk, aKnownOrder, paymentOf, type TestDesk } from '../builders';

useDatabase();

/** An order whose payment lost its answers in the given way. */
async function anUnknownPayment(desk: TestDesk, token = 'tok_visa'): Promise<string> {
  const { id: orderId, userId } = await aKnownOrder();
  await payOrder(desk, { userId, orderId, token });
  return orderId;
}

/** An order whose payer died in the middle of the call to Stripe. */
async function anAbandonedPayment(desk: TestDesk): Promise<string> {
  const { id: orderId, userId } = await aKnownOrder();
  const { around } = desk.gateway;
  desk.gateway.around = () => Promise.reject(new Error('killed'));
  await payOrder(desk, { userId, orderId, token: 'tok_visa' }).catch(() => undefined);
  desk.gateway.around = around;
  return orderId;
}

function aLostCharge(desk: TestDesk): Promise<string> {
  desk.gateway.chargeSteps.push('lost-before');
  return anUnknownPayment(desk);
}

/** A cancelled order whose process died in the middle of the call for the refund. */
async function anAbandonedRefund(desk: TestDesk): Promise<string> {
  const orderId = await anUnknownPayment(desk);
  const { around } = desk.gateway;
  desk.gateway.around = () => Promise.reject(new Error('killed'));
  await cancelOrder(desk, orderId);
  await desk.background.idle();
  desk.gateway.around = around;
  return orderId;
}

async function reconcile(desk: TestDesk): Promise<void> {
  await reconcilePayments(desk);
  await desk.background.idle();
}

const HOUR = 3_600_000;

describe('the reconciler', () => {
  it('takes over a charge whose caller died, once its lease has run out', async () => {
    const desk = aDesk();
    const orderId = await anAbandonedPayment(desk);
    desk.pass(LEASE_MS - 1);
    await reconcile(desk);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'charging' });
    desk.pass(1);
    await reconcile(desk);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect((await outboxOf(Payment)).map(({ subject }) => subject)).toEqual(['payment:created']);
  });

  it.each([
    ['a charge whose caller died', anAbandonedPayment, 'succeeded'],
    ['a charge whose answer was lost', aLostCharge, 'succeeded'],
    ['a refund whose process died', anAbandonedRefund, 'refunded'],
  ])(
    'takes up %s while the clock was an hour ahead, as soon as it steps back',
    async (_what, begin, status) => {
      const desk = aDesk();
      desk.pass(HOUR);
      const orderId = await begin(desk);
      desk.pass(-HOUR);
      await reconcile(desk);
      expect(await paymentOf(orderId)).toMatchObject({ status });
      expect(desk.gateway.chargesOf(orderId)).toHaveLength(1);
    },
  );

  it('keeps no shopper waiting for a clock that was ahead', async () => {
    const desk = aDesk();
    desk.pass(HOUR);
    const orderId = await anAbandonedPayment(desk);
    desk.pass(-HOUR);
    const { userId = '' } = (await paymentOf(orderId)) ?? {};
    expect((await payOrder(desk, { userId, orderId, token: 'tok_other' })).kind).toBe('created');
    expect(desk.gateway.charges).toMatchObject([{ key: `charge:${orderId}:1` }]);
    expect(desk.gateway.calls.at(-1)).toMatchObject({ token: 'tok_visa' });
  });

  it('asks about an unknown charge a second later, then less and less often, with one key and token', async () => {
    const desk = aDesk();
    desk.gateway.chargeSteps.push(...Array<'lost-before'>(5).fill('lost-before'));
    const orderId = await anUnknownPayment(desk);
    const key = `charge:${orderId}:1`;
    for (const [call, pause] of [1000, 5000, 10_000, 20_000, 40_000].entries()) {
      desk.pass(pause - 1);
      await reconcile(desk);
      expect(desk.gateway.calls).toHaveLength(call + 1);
      desk.pass(1);
      await reconcile(desk);
      expect(desk.gateway.calls).toHaveLength(call + 2);
    }
    expect(desk.gateway.calls).toEqual(Array(6).fill({ name: 'charge', key, token: 'tok_visa' }));
    expect(await paymentOf(orderId)).toMatchObject({ status: 'succeeded' });
  });

  it('leaves a definite decline payable with a new card', async () => {
    const desk = aDesk();
    desk.gateway.chargeSteps.push('lost-after');
    const orderId = await anUnknownPayment(desk, 'tok_declined');
    desk.pass(1000);
    await reconcile(desk);
    const stored = await paymentOf(orderId);
    expect(stored).toMatchObject({ status: 'declined', attempt: 1 });
    const again = await payOrder(desk, { userId: stored?.userId ?? '', orderId, token: 'tok_visa' });
    expect(again.kind).toBe('created');
    expect(desk.gateway.charges).toMatchObject([{ key: `charge:${orderId}:2` }]);
  });

  it.each([
    ['a stored failure', { kind: 'unknown', reason: '500', keySpent: true } as const, 11_000],
    ['a key older than 23 hours', 'lost-before' as const, 23 * HOUR],
  ])('looks the charge up after %s, and only its absence allows another key', async (_what, step, age) => {
    const desk = aDesk();
    desk.gateway.chargeSteps.push(step);
    const orderId = await anUnknownPayment(desk);
    desk.pass(age);
    await reconcile(desk);
    expect(desk.gateway.calls.map(({ name }) => name)).toEqual(['charge', 'findCharge']);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'declined', attempt: 1 });
    expect(desk.gateway.charges).toEqual([]);
  });

  it('believes an empty list only 10 s after Stripe answered, however long that took', async () => {
    const desk = aDesk();
    desk.gateway.chargeSteps.push({ kind: 'unknown', reason: '500', keySpent: true });
    desk.gateway.around = (_name, call) => {
      desk.pass(23_000);
      return call();
    };
    const orderId = await anUnknownPayment(desk);
    desk.gateway.around = (_name, call) => call();
    desk.pass(9_999);
    await reconcile(desk);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'unknown', attempt: 1 });
    desk.pass(5000);
    await reconcile(desk);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'declined', attempt: 1 });
    expect((await paymentOf(orderId))?.spentAt).toBeUndefined();
  });

  it('finds a charge in the list that no answer ever told of', async () => {
    const desk = aDesk();
    desk.gateway.chargeSteps.push('lost-after');
    const orderId = await anUnknownPayment(desk);
    desk.pass(24 * HOUR);
    await reconcile(desk);
    expect(desk.gateway.calls.map(({ name }) => name)).toEqual(['charge', 'findCharge']);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'succeeded', stripeId: 'ch_1' });
  });

  it('never takes the absence of a contradicting charge for a proof', async () => {
    const desk = aDesk();
    desk.gateway.chargeSteps.push({ kind: 'mismatch', reason: 'charge ch_9 is 1 usd' });
    const orderId = await anUnknownPayment(desk);
    desk.pass(48 * HOUR);
    await reconcile(desk);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'unknown', parked: true, attempt: 1 });
  });

  it('keeps a charge to itself for as long as the call takes', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const desk = aDesk();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const { id: orderId, userId } = await aKnownOrder();
      desk.gateway.around = async (_name, call) => {
        await held;
        return call();
      };
      const paying = payOrder({ ...desk, answerWithinMs: 300_000 }, { userId, orderId, token: 'tok_visa' });
      const leaseUntil = async () => (await paymentOf(orderId))?.leaseUntil?.getTime() ?? 0;
      while (desk.gateway.calls.length === 0) await new Promise(setImmediate);
      const first = await leaseUntil();
      desk.pass(5000);
      jest.advanceTimersByTime(5000);
      while ((await leaseUntil()) === first) await new Promise(setImmediate);
      desk.pass(LEASE_MS - 1000);
      await reconcile(desk);
      expect(desk.gateway.calls).toHaveLength(1);
      release();
      expect(await paying).toMatchObject({ kind: 'created' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('settles many at once, each once, also when two reconcilers run', async () => {
    const desk = aDesk();
    const orders: string[] = [];
    for (let i = 0; i < 15; i += 1) {
      desk.gateway.chargeSteps.push(i % 2 ? 'lost-after' : 'lost-before');
      orders.push(await anUnknownPayment(desk));
    }
    desk.pass(1000);
    const other = { ...desk, background: aDesk().background };
    for (let run = 0; run < 3; run += 1) {
      await Promise.all([reconcilePayments(desk), reconcilePayments(other)]);
      await Promise.all([desk.background.idle(), other.background.idle()]);
    }
    expect(await Payment.countDocuments({ status: 'succeeded' })).toBe(15);
    for (const orderId of orders) expect(desk.gateway.chargesOf(orderId)).toHaveLength(1);
    expect(desk.gateway.calls).toHaveLength(30);
  });

  it('reads nothing of payments that are settled', async () => {
    const desk = aDesk();
    await anUnknownPayment(desk);
    const { executionStats } = (await Payment.find(isDue(new Date()))
      .sort({ nextTryAt: 1 })
      .explain('executionStats')) as unknown as { executionStats: { totalDocsExamined: number } };
    expect(executionStats.totalDocsExamined).toBe(0);
  });

  it('begins no more than ten calls at a time', async () => {
    const desk = aDesk();
    for (let i = 0; i < 12; i += 1) await anAbandonedPayment(desk);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    desk.gateway.around = async (_name, call) => {
      await held;
      return call();
    };
    desk.pass(LEASE_MS);
    await reconcilePayments(desk);
    await reconcilePayments(desk);
    expect(desk.background.countOf('reconciler')).toBe(10);
    release();
    await desk.background.idle();
    await reconcile(desk);
    expect(await Payment.countDocuments({ status: 'succeeded' })).toBe(12);
  });

  it('is held up by no shopper whose call is still under way', async () => {
    const desk = aDesk({ answerWithinMs: 10 });
    const orderId = await aLostCharge(desk);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    desk.gateway.around = async (_name, call) => {
      await held;
      return call();
    };
    for (let i = 0; i < 10; i += 1) await anUnknownPayment(desk);
    desk.pass(1000);
    await reconcilePayments(desk);
    release();
    await desk.background.idle();
    expect(await paymentOf(orderId)).toMatchObject({ status: 'succeeded' });
  });
});
