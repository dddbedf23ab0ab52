import { useDatabase } from '@datnxecommerce/common/testing';
import { payOrder } from '../../domain/pay-order';
import { resumePayment } from '../../domain/settle-charge';
import { OrderReplica } from '../../models/order-replica';
import { Payment } from '../../models/payment';
import { aKnownOrder, paymentOf, settleAll, testDeps } from '../builders';
import { interceptDatabase } from '../effects';

useDatabase();

const DAY_MS = 24 * 60 * 60_000;

/** Runs `work` on a machine that is suspended for a day at the first write of a payment; only `clock` shows it. */
async function suspendedDuringClaim(clock: { now(): number }, work: () => Promise<unknown>): Promise<void> {
  const now = clock.now.bind(clock);
  const restore = interceptDatabase(
    { Payment, OrderReplica },
    (name, step) => {
      if (name.startsWith('payments.')) jest.spyOn(clock, 'now').mockImplementation(() => now() + DAY_MS);
      return step();
    },
    { reads: false },
  );
  try {
    await work();
  } finally {
    restore();
    jest.restoreAllMocks();
  }
}

describe.each([
  ['wall', Date],
  ['monotonic', performance],
])('a process whose %s clock shows that it was stopped for a day during its claim', (_which, clock) => {
  it('does not charge with the key, which Stripe may have forgotten', async () => {
    const deps = testDeps();
    const { id: orderId, userId } = await aKnownOrder();
    await suspendedDuringClaim(clock, () => payOrder(deps, { userId, orderId, token: 'tok_visa' }));
    expect(deps.gateway.calls).toEqual([]);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'unknown', attempt: 1 });
    await settleAll(deps);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(deps.gateway.chargesOf(orderId)).toHaveLength(1);
  });

  it('does not repeat a charge with the key', async () => {
    const deps = testDeps();
    const { id: orderId, userId } = await aKnownOrder();
    deps.gateway.chargeSteps.push('lost-after');
    await payOrder(deps, { userId, orderId, token: 'tok_visa' });
    await suspendedDuringClaim(clock, () => resumePayment(deps, orderId));
    expect(deps.gateway.countOf('charge')).toBe(1);
    await settleAll(deps);
    expect(await paymentOf(orderId)).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect(deps.gateway.chargesOf(orderId)).toHaveLength(1);
  });
});
