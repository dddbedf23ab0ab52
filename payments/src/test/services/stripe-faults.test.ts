import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import {
  eventually,
  outboxOf,
  signedIn,
  testKeys,
  testLimits,
  useDatabase,
} from '@datnxecommerce/common/testing';
import request from 'supertest';
import { buildApp } from '../../app';
import { refundCancelledOrder } from '../../domain/refund-cancelled-order';
import { Payment } from '../../models/payment';
import { createStripeGateway } from '../../services/stripe';
import { testDeps, aKnownOrder, pass, paymentOf, settleAll } from '../builders';
import { SECRET_KEY, Sandbox } from '../sandbox';

useDatabase();
jest.setTimeout(60_000);

const standIn = new Sandbox();
const HOUR = 3_600_000;

const stripeDeps = ({ secretKey = SECRET_KEY, answerWithinMs = 10_000 } = {}) => ({
  ...testDeps({ answerWithinMs }),
  gateway: createStripeGateway({ secretKey, apiUrl: standIn.url, timeoutMs: 400 }),
});

type StripeDeps = ReturnType<typeof stripeDeps>;

const appOf = (deps: StripeDeps) => buildApp({ ...deps, keys: testKeys, limitChanges: testLimits() });

const pay = (deps: StripeDeps, order: { id: string; userId: string }, token = 'tok_visa') =>
  request(appOf(deps))
    .post('/api/payments')
    .set('Cookie', signedIn({ id: order.userId }))
    .send({ token, orderId: order.id });

const subjects = async () => (await outboxOf(Payment)).map(({ subject }) => subject);

beforeAll(() => standIn.start());
beforeEach(() => standIn.reset());
afterAll(() => standIn.remove());

describe('paying at the Stripe sandbox', () => {
  it('charges the cents of the order, in dollars, marked with the order', async () => {
    const order = await aKnownOrder({ total: 19.99 });
    const answer = await pay(stripeDeps(), order);
    expect(answer.status).toBe(201);
    const stored = await paymentOf(order.id);
    expect((await standIn.ledger()).charges).toMatchObject([
      {
        id: stored?.stripeId,
        amount: 1999,
        currency: 'usd',
        transfer_group: order.id,
        metadata: { orderId: order.id, attempt: '1', paymentId: String(stored?._id) },
      },
    ]);
  });

  it('charges once for 20 requests at once', async () => {
    const order = await aKnownOrder();
    const app = appOf(stripeDeps());
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        request(app)
          .post('/api/payments')
          .set('Cookie', signedIn({ id: order.userId }))
          .send({ token: 'tok_visa', orderId: order.id }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => ![200, 201, 409].includes(status))).toEqual([]);
    expect((await standIn.ledger()).charges).toHaveLength(1);
  });

  it.each([
    ['tok_chargeDeclined', 'Your card was declined.'],
    ['tok_chargeDeclinedInsufficientFunds', 'Your card has insufficient funds.'],
    ['tok_chargeDeclinedExpiredCard', 'Your card has expired.'],
  ])('answers with the sentence of the bank for %s, and takes another card', async (token, words) => {
    const deps = stripeDeps();
    const order = await aKnownOrder();
    const declined = await pay(deps, order, token);
    expect(declined.status).toBe(402);
    expect(declined.body).toEqual({ errors: [{ message: words, code: 'card_declined' }] });
    expect((await pay(deps, order)).status).toBe(201);
    expect((await standIn.moneyOf(order.id)).charges).toMatchObject([{ metadata: { attempt: '2' } }]);
  });

  it('takes neither a token that was used nor one that never was', async () => {
    const deps = stripeDeps();
    const token = await standIn.singleUseToken();
    expect((await pay(deps, await aKnownOrder(), token)).status).toBe(201);
    const order = await aKnownOrder();
    for (const bad of [token, 'tok_unknown']) {
      const answer = await pay(deps, order, bad);
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({
        errors: [{ message: 'Invalid card token', field: 'token', code: 'invalid_card_token' }],
      });
    }
    expect((await pay(deps, order)).status).toBe(201);
  });

  it('answers 503 when Stripe does not know our key, and charges nothing', async () => {
    const order = await aKnownOrder();
    const answer = await pay(stripeDeps({ secretKey: 'sk_test_retired' }), order);
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).not.toContain('sk_test');
    expect((await standIn.ledger()).charges).toEqual([]);
    expect((await pay(stripeDeps(), order)).status).toBe(201);
  });
});

describe('the connection to Stripe', () => {
  const request = { orderId: 'o1', paymentId: 'p1', amountCents: 100, token: 'tok_visa', isGrouped: true };
  const open = new Set<Socket>();
  let made = 0;
  const proxy = createServer((socket) => {
    made += 1;
    open.add(socket.once('close', () => open.delete(socket)));
    const sandbox = connect(Number(new URL(standIn.url).port));
    socket.pipe(sandbox).pipe(socket, { end: false }); // the sandbox's end does not end it
  });

  beforeAll(() => once(proxy.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => {
    proxy.close();
    for (const socket of open) socket.destroy();
  });

  it('serves the next call, and is closed by payments when it is idle', async () => {
    const apiUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const gateway = createStripeGateway({ secretKey: SECRET_KEY, apiUrl, timeoutMs: 10_000 });
    for (const attempt of [1, 2])
      expect(
        await gateway.charge({ ...request, attempt, key: `idle:${attempt}`, since: new Date() }),
      ).toMatchObject({ kind: 'succeeded' });
    expect(made).toBe(1);
    await eventually(() => open.size === 0);
  });

  it('names the error of the network when it is cut', async () => {
    await standIn.arm({ fault: 'timeout_before', match: { path: '/v1/charges' } });
    const gateway = createStripeGateway({ secretKey: SECRET_KEY, apiUrl: standIn.url, timeoutMs: 10_000 });
    expect(await gateway.charge({ ...request, attempt: 1, key: 'cut:1', since: new Date() })).toMatchObject({
      kind: 'unknown',
      reason: 'StripeConnectionError ECONNRESET',
    });
  });
});

describe('when the Stripe sandbox fails', () => {
  it.each([
    'timeout_before',
    'timeout_after',
    'error_500_before',
    'error_500_after',
    'rate_limit_429',
    'conflict_409',
  ])('by %s, the shopper gets 202, and the charge is made once without another request', async (fault) => {
    const deps = stripeDeps();
    const order = await aKnownOrder();
    await standIn.arm({ fault, match: { path: '/v1/charges' } });
    const answer = await pay(deps, order);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ orderId: order.id, status: 'processing' });
    expect(await subjects()).toEqual([]);
    await settleAll(deps);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'succeeded', attempt: 1 });
    expect((await standIn.moneyOf(order.id)).charges).toHaveLength(1);
    expect(await subjects()).toEqual(['payment:created']);
  });

  it('by hanging, the shopper gets 202 within the limit, and the charge is made once', async () => {
    const deps = stripeDeps({ answerWithinMs: 500 });
    const order = await aKnownOrder();
    await standIn.arm({ fault: 'hang', ms: 5000, match: { path: '/v1/charges' } });
    const began = Date.now();
    expect((await pay(deps, order)).status).toBe(202);
    expect(Date.now() - began).toBeLessThan(3000);
    await deps.background.idle();
    await standIn.disarm();
    await settleAll(deps);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'succeeded' });
    expect((await standIn.moneyOf(order.id)).charges).toHaveLength(1);
  });

  it('by a stored 500 without a charge, the order is payable again with a new card', async () => {
    const deps = stripeDeps();
    const order = await aKnownOrder();
    await standIn.arm({ fault: 'error_500', match: { path: '/v1/charges' } });
    expect((await pay(deps, order)).status).toBe(202);
    await settleAll(deps);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'declined' });
    expect((await pay(deps, order)).status).toBe(201);
    expect((await standIn.moneyOf(order.id)).charges).toMatchObject([{ metadata: { attempt: '2' } }]);
  });

  it('by an answer lost for a day, the charge is found in the list', async () => {
    const deps = stripeDeps();
    const order = await aKnownOrder();
    await standIn.arm({ fault: 'timeout_after', match: { path: '/v1/charges' } });
    expect((await pay(deps, order)).status).toBe(202);
    await pass(24 * HOUR);
    await settleAll(deps);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'succeeded', attempt: 1 });
  });

  it.each([
    ['an earlier version made', { $unset: { grouped: 1 } }, false],
    ['an earlier version repeated', { $inc: { tries: 1 } }, false],
    ['this version made', {}, true],
  ])(
    'by an answer lost for a day, a charge that %s is found among others',
    async (_who, change, isGrouped) => {
      const deps = stripeDeps();
      const order = await aKnownOrder();
      await standIn.arm({ fault: 'timeout_before', match: { path: '/v1/charges' } });
      expect((await pay(deps, order)).status).toBe(202);
      await Payment.updateOne({ orderId: order.id }, change);
      await standIn.api('charges', {
        amount: '2010',
        currency: 'usd',
        source: 'tok_visa',
        'metadata[orderId]': order.id,
        'metadata[attempt]': '1',
        ...(isGrouped && { transfer_group: order.id }),
      });
      const others = { amount: '100', currency: 'usd', source: 'tok_visa' };
      await Promise.all(Array.from({ length: 101 }, () => standIn.api('charges', others)));
      await pass(24 * HOUR);
      await settleAll(deps);
      expect(await paymentOf(order.id)).toMatchObject({ status: 'succeeded', attempt: 1 });
    },
  );

  it.each(['wrong_amount', 'wrong_currency', 'wrong_metadata'])(
    'by %s, the payment waits for an operator, and no event is published',
    async (fault) => {
      const deps = stripeDeps();
      const order = await aKnownOrder();
      await standIn.arm({ fault, match: { path: '/v1/charges' } });
      expect((await pay(deps, order)).status).toBe(202);
      await expect(settleAll(deps)).rejects.toThrow('still open');
      await pass(48 * HOUR);
      await expect(settleAll(deps)).rejects.toThrow('still open');
      expect(await paymentOf(order.id)).toMatchObject({ status: 'unknown', parked: true, attempt: 1 });
      expect((await standIn.ledger()).charges).toHaveLength(1);
      expect(await subjects()).toEqual([]);
    },
  );

  it('by being unavailable until it restarts, the charge is made once', async () => {
    const deps = stripeDeps();
    const [lost, never] = [await aKnownOrder(), await aKnownOrder()];
    await standIn.arm({ fault: 'timeout_after', match: { path: '/v1/charges' } });
    expect((await pay(deps, lost)).status).toBe(202);
    await standIn.kill();
    expect((await pay(deps, never)).status).toBe(202);
    await standIn.start();
    await settleAll(deps);
    for (const { id } of [lost, never]) expect((await standIn.moneyOf(id)).charges).toHaveLength(1);
    expect(await Payment.countDocuments({ status: 'succeeded' })).toBe(2);
  });
});

describe('refunding at the Stripe sandbox', () => {
  async function refund(deps: StripeDeps, fault?: string) {
    const order = await aKnownOrder();
    expect((await pay(deps, order)).status).toBe(201);
    if (fault) await standIn.arm({ fault, match: { path: '/v1/refunds' } });
    await refundCancelledOrder(deps, order.id);
    await deps.background.idle();
    return order;
  }

  it('gives back the whole charge', async () => {
    const order = await refund(stripeDeps());
    const stored = await paymentOf(order.id);
    expect(stored).toMatchObject({ status: 'refunded' });
    expect((await standIn.moneyOf(order.id)).refunds).toMatchObject([
      { id: stored?.refundId, charge: stored?.stripeId, amount: 2010, status: 'succeeded' },
    ]);
  });

  it.each([
    'timeout_before',
    'timeout_after',
    'error_500_before',
    'error_500',
    'error_500_after',
    'rate_limit_429',
    'conflict_409',
  ])('gives it back once in spite of %s', async (fault) => {
    const deps = stripeDeps();
    const order = await refund(deps, fault);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'refunding' });
    await settleAll(deps);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'refunded' });
    expect((await standIn.moneyOf(order.id)).refunds).toHaveLength(1);
    expect(await subjects()).toEqual(['payment:created', 'payment:refunded']);
  });

  it('takes what somebody gave back by hand for done', async () => {
    const deps = stripeDeps();
    const order = await aKnownOrder();
    await pay(deps, order);
    const stripeId = (await paymentOf(order.id))?.stripeId ?? '';
    const { id } = await standIn.api('refunds', { charge: stripeId });
    await refundCancelledOrder(deps, order.id);
    await deps.background.idle();
    expect(await paymentOf(order.id)).toMatchObject({ status: 'refunded', refundId: id });
    expect((await standIn.moneyOf(order.id)).refunds).toHaveLength(1);
  });
});
