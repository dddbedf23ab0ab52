import { useDatabase } from '@datnxecommerce/common/testing';
import { payOrder } from '../../domain/pay-order';
import { LEASE_MS } from '../../domain/payment-rules';
import { Payment } from '../../models/payment';
import { aKnownOrder, testDeps } from '../builders';

useDatabase();
afterEach(() => jest.useRealTimers());

const writesOf = async (orderId: string) => (await Payment.findOne({ orderId }).select('+rev'))?.rev ?? 0;

it.each([4000, 80_000])(
  'renews a lease for three timeouts of %i ms, and no longer',
  async (answerWithinMs) => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const deps = testDeps({ answerWithinMs });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    deps.gateway.around = async (_name, call) => {
      await held;
      return call();
    };
    const { id: orderId, userId } = await aKnownOrder();
    const paying = payOrder(deps, { userId, orderId, token: 'tok_visa' });
    while (deps.gateway.calls.length === 0) await new Promise(setImmediate);
    const claimed = await writesOf(orderId);
    const renewals = (3 * answerWithinMs) / (LEASE_MS / 3);
    for (let n = 1; n <= renewals; n += 1) {
      jest.advanceTimersByTime(LEASE_MS / 3);
      while ((await writesOf(orderId)) < claimed + n) await new Promise(setImmediate);
    }
    jest.advanceTimersByTime(LEASE_MS);
    for (let n = 0; n < 20; n += 1) expect(await writesOf(orderId)).toBe(claimed + renewals);
    release();
    await paying;
    await deps.background.idle();
  },
);
