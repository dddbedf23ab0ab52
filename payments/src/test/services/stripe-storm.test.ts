import { setTimeout as sleep } from 'node:timers/promises';
import {
  deliver,
  outboxOf,
  signedIn,
  testKeys,
  testLimits,
  useDatabase,
} from '@datnxecommerce/common/testing';
import request from 'supertest';
import { buildApp } from '../../app';
import { OrderCancelledListener } from '../../events/listeners/order-cancelled-listener';
import { Payment } from '../../models/payment';
import { createStripeGateway } from '../../services/stripe';
import { testDeps, aKnownOrder, paymentOf, settleAll } from '../builders';
import { seededRandom } from '../schedules';
import { SECRET_KEY, Sandbox } from '../sandbox';

useDatabase();
jest.setTimeout(120_000);

const standIn = new Sandbox();

beforeAll(() => standIn.start());
beforeEach(() => standIn.reset());
afterAll(() => standIn.remove());

const stripeDeps = () => ({
  ...testDeps({ answerWithinMs: 10_000 }),
  gateway: createStripeGateway({ secretKey: SECRET_KEY, apiUrl: standIn.url, timeoutMs: 1000 }),
});
type StripeDeps = ReturnType<typeof stripeDeps>;
type Order = { id: string; userId: string };

function shopAt(deps: StripeDeps) {
  const app = buildApp({ ...deps, keys: testKeys, limitChanges: testLimits() });
  const listener = new OrderCancelledListener(deps);
  return {
    pay: async ({ id, userId }: Order, token: string): Promise<number> =>
      (
        await request(app)
          .post('/api/payments')
          .set('Cookie', signedIn({ id: userId }))
          .send({ token, orderId: id })
      ).status,
    cancel: ({ id }: Order) => deliver(listener, { id, version: 1, reason: 'user' }),
  };
}

/** What Stripe holds of one order, what its document says and what was published agree. */
async function expectBalanced(orderId: string, isCancelled: boolean): Promise<void> {
  const { charges, refunds } = await standIn.moneyOf(orderId);
  const payment = await paymentOf(orderId);
  const events = (await outboxOf(Payment)).filter(({ data }) => data.orderId === orderId);
  const count = (subject: string) => events.filter((event) => event.subject === subject).length;
  expect(charges.length).toBeLessThanOrEqual(1);
  if (charges.length === 0) {
    expect(refunds).toEqual([]);
    expect(['declined', undefined]).toContain(payment?.status);
    expect(events).toEqual([]);
    return;
  }
  expect(payment?.stripeId).toBe(charges[0]?.id);
  expect(payment?.status).toBe(isCancelled ? 'refunded' : 'succeeded');
  expect(refunds.map(({ amount }) => amount)).toEqual(isCancelled ? [2010] : []);
  expect(count('payment:refunded')).toBe(isCancelled ? 1 : 0);
  if (!isCancelled) expect(count('payment:created')).toBe(1);
}

it('100 orders paid and cancelled at once are refunded once or never charged', async () => {
  const deps = stripeDeps();
  const random = seededRandom('races');
  const statuses: number[] = [];
  const orders = await Promise.all(Array.from({ length: 100 }, () => aKnownOrder()));
  const stripe = deps.gateway;
  const atTheCharge = new Map(orders.filter((_order, i) => i % 4 === 0).map((order) => [order.id, order]));
  deps.gateway = {
    ...stripe,
    charge: async (call) => {
      const order = atTheCharge.get(call.orderId);
      const cancelled = order ? cancel(order) : Promise.resolve();
      const [outcome] = await Promise.all([stripe.charge(call), cancelled]);
      return outcome;
    },
  };
  const { pay, cancel } = shopAt(deps);
  for (let batch = 0; batch < 100; batch += 10)
    await Promise.all(
      orders
        .slice(batch, batch + 10)
        .flatMap((order) => [
          sleep(random() * 20).then(async () => statuses.push(await pay(order, 'tok_visa'))),
          sleep(random() * 60).then(() => (atTheCharge.has(order.id) ? undefined : cancel(order))),
        ]),
    );
  await settleAll(deps);
  for (const { id } of orders) await expectBalanced(id, true);
  expect(statuses.filter((status) => status !== 201 && status !== 400)).toEqual([]);
  expect((await standIn.ledger()).charges.length).toBeGreaterThanOrEqual(atTheCharge.size);
});

it('under many random faults no order is charged twice, no charge is orphaned, and every payment settles', async () => {
  const deps = stripeDeps();
  const { pay, cancel } = shopAt(deps);
  const random = seededRandom('storm');
  const faults = ['timeout_before', 'timeout_after', 'error_500', 'error_500_after', 'rate_limit_429'];
  await standIn.arm({ rate: 0.3, seed: 7, faults: [...faults, 'conflict_409', 'decline'] });
  const orders = await Promise.all(Array.from({ length: 30 }, () => aKnownOrder()));
  const isCancelled = (i: number): boolean => i % 3 === 0;
  await Promise.all(
    orders.map(async (order, i) => {
      const cancelled = isCancelled(i) && sleep(random() * 1500).then(() => cancel(order));
      await Promise.all([pay(order, 'tok_visa'), pay(order, 'tok_mastercard')]);
      await pay(order, 'tok_amex');
      await cancelled;
    }),
  );
  await standIn.disarm();
  await settleAll(deps);
  for (const [i, { id }] of orders.entries()) await expectBalanced(id, isCancelled(i));
  const { charges } = await standIn.ledger();
  expect(charges.filter(({ status }) => status === 'succeeded').length).toBeGreaterThan(10);
});
