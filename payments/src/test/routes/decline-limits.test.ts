import { useDatabase } from '@datnxecommerce/common/testing';
import { Payment } from '../../models/payment';
import { testDeps, aKnownOrder, pass, settleAll, type TestDeps } from '../builders';
import { message, pay, showStatus } from '../http';
import { ScriptedGateway } from '../scripted-gateway';

useDatabase();
jest.setTimeout(60_000);

type Order = Awaited<ReturnType<typeof aKnownOrder>>;

const HOUR_MS = 3_600_000;
const TOO_MANY = message('Too many declined cards. Please try again later.', 'too_many_declined_cards');

const payWith = (deps: TestDeps, { id, userId }: Order, token = 'tok_declined') =>
  pay(deps, userId, { token, orderId: id });

async function decline(deps: TestDeps, order: Order, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) expect((await payWith(deps, order)).status).toBe(402);
}

/** Twenty declines of one user, on four orders. */
async function declineTwenty(deps: TestDeps): Promise<Order[]> {
  const first = await aKnownOrder();
  const others = await Promise.all([1, 2, 3].map(() => aKnownOrder({ userId: first.userId })));
  const orders = [first, ...others];
  for (const order of orders) await decline(deps, order, 5);
  return orders;
}

describe('declines of one order', () => {
  it('refuse the attempt after the tenth within an hour, and say when the next may be made', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    await decline(deps, order, 1);
    await pass(HOUR_MS / 2);
    await decline(deps, order, 9);
    const refused = await payWith(deps, order, 'tok_visa');
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(1700);
    expect(seconds).toBeLessThanOrEqual(1800);
    expect(refused.body).toEqual(TOO_MANY);
    expect(deps.gateway.countOf('charge')).toBe(10);
    expect((await showStatus(deps, order.userId, order.id)).body).toMatchObject({
      status: 'declined',
      message: 'Your card was declined.',
    });

    await pass(HOUR_MS / 2);
    expect((await payWith(deps, order, 'tok_visa')).status).toBe(201);
  });

  it('hold for every replica and after a restart', async () => {
    const order = await aKnownOrder();
    for (let i = 0; i < 10; i += 1) await decline(testDeps(), order, 1);
    expect((await payWith(testDeps(), order)).status).toBe(429);
  });

  it('count only declines of the card', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    for (let i = 0; i < 12; i += 1) expect((await payWith(deps, order, 'tok_bad')).status).toBe(400);
    deps.gateway.chargeSteps.push(
      ...Array.from({ length: 12 }, () => ({ kind: 'refused', reason: '401' }) as const),
    );
    for (let i = 0; i < 12; i += 1) expect((await payWith(deps, order)).status).toBe(503);
    expect((await payWith(deps, order, 'tok_visa')).status).toBe(201);
  });

  it('count when the reconciler learns of them', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    await decline(deps, order, 9);
    deps.gateway.chargeSteps.push('lost-after');
    expect((await payWith(deps, order)).status).toBe(202);
    await settleAll(deps);
    expect((await payWith(deps, order)).status).toBe(429);
  });
});

describe('declines of one user', () => {
  it('refuse the attempt after the twentieth within an hour, and leave the status as it was', async () => {
    const deps = testDeps();
    const [declined] = await declineTwenty(deps);
    const fresh = await aKnownOrder({ userId: declined!.userId });
    for (const order of [fresh, declined!]) {
      const refused = await payWith(deps, order, 'tok_visa');
      expect(refused.status).toBe(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3500);
    }
    expect(deps.gateway.countOf('charge')).toBe(20);
    const status = async (order: Order) => (await showStatus(deps, order.userId, order.id)).body as object;
    expect(await status(fresh)).toEqual({ orderId: fresh.id, status: 'none' });
    expect(await status(declined!)).toMatchObject({ status: 'declined', message: 'Your card was declined.' });

    await pass(HOUR_MS);
    expect((await payWith(deps, fresh, 'tok_visa')).status).toBe(201);
  });

  it('count on orders that were paid afterwards', async () => {
    const deps = testDeps();
    const orders = await declineTwenty(deps);
    const fresh = await aKnownOrder({ userId: orders[0]!.userId });
    await Payment.updateOne({ orderId: orders[0]!.id }, { status: 'succeeded', stripeId: 'ch_1' });
    expect((await payWith(deps, fresh)).status).toBe(429);
  });

  it('never refuse an order that is paid already, nor another user', async () => {
    const deps = testDeps();
    const paid = await aKnownOrder();
    expect((await payWith(deps, paid, 'tok_visa')).status).toBe(201);
    for (const order of await Promise.all([1, 2].map(() => aKnownOrder({ userId: paid.userId }))))
      await decline(deps, order, 10);
    expect((await payWith(deps, paid, 'tok_visa')).status).toBe(200);
    expect((await payWith(deps, await aKnownOrder(), 'tok_visa')).status).toBe(201);
  });

  it('cannot exceed the limit by attempts that come at once to two replicas', async () => {
    const gateway = new ScriptedGateway();
    const replicas = [1, 2].map(() => testDeps({ gateway, answerWithinMs: 60_000 }));
    const { userId } = await aKnownOrder();
    const orders = await Promise.all(Array.from({ length: 40 }, () => aKnownOrder({ userId })));
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(orders.map((order, i) => payWith(replicas[i % 2]!, order)));
      expect(answers.filter(({ status }) => ![402, 429].includes(status))).toEqual([]);
      expect(gateway.countOf('charge')).toBeLessThanOrEqual(20);
    }
    for (const order of orders) await payWith(replicas[0]!, order);
    expect(gateway.countOf('charge')).toBe(20);
  });

  it('do not refuse good cards of a user who pays many orders at once', async () => {
    const gateway = new ScriptedGateway();
    const replicas = [testDeps({ gateway }), testDeps({ gateway })];
    const { userId } = await aKnownOrder();
    // A few more than one user's declines within an hour may be.
    const orders = await Promise.all(Array.from({ length: 24 }, () => aKnownOrder({ userId })));
    const answers = await Promise.all(orders.map((order, i) => payWith(replicas[i % 2]!, order, 'tok_visa')));
    // On a busy machine some are answered before their turn comes.
    expect(answers.filter(({ status }) => ![201, 202].includes(status))).toEqual([]);
    await Promise.all(replicas.map(({ background }) => background.idle()));
    expect(await Payment.countDocuments({ userId, status: 'succeeded' })).toBe(orders.length);
  });

  it('keep no more than ten times per order, and nothing of a charge without declines', async () => {
    const deps = testDeps();
    const [declined, paid] = [await aKnownOrder(), await aKnownOrder()];
    for (let hour = 0; hour < 3; hour += 1) {
      await decline(deps, declined, 6);
      await pass(HOUR_MS);
    }
    await payWith(deps, paid, 'tok_visa');
    const stored = async ({ id: orderId }: Order) => (await Payment.findOne({ orderId }).lean())?.declines;
    expect(await stored(declined)).toHaveLength(6);
    expect(await stored(paid)).toBeUndefined();
  });
});
