import { newId, outboxOf, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import { Types } from 'mongoose';
import request from 'supertest';
import { refundCancelledOrder } from '../../domain/refund-cancelled-order';
import { LEASE_MS } from '../../domain/payment-rules';
import { reconcilePayments } from '../../domain/reconcile-payments';
import { replicateOrder } from '../../domain/replicate-order';
import { Payment } from '../../models/payment';
import { testDeps, aKnownOrder, anOrder, pass, paymentOf, type TestDeps } from '../builders';
import { appOf, message, pay } from '../http';

useDatabase();

describe('POST /api/payments', () => {
  it('charges the card once and answers 201 with the payment', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    const answer = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect(answer.status).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
      orderId: order.id,
      stripeId: 'ch_1',
    });
    expect(deps.gateway.charges).toEqual([
      { stripeId: 'ch_1', orderId: order.id, key: `charge:${order.id}:1`, amountCents: 2010 },
    ]);
  });

  it('answers 429 to the user over the limit, and charges nothing', async () => {
    const deps = testDeps();
    const { userId, id } = await aKnownOrder();
    const app = appOf(deps, 1);
    const attempt = (token: string) =>
      request(app)
        .post('/api/payments')
        .set('Cookie', signedIn({ id: userId }))
        .send({ token, orderId: id });
    await attempt('tok_declined').expect(402);
    await attempt('tok_visa').expect(429);
    expect(deps.gateway.countOf('charge')).toBe(1);
  });

  it('announces the charge with what was bought, and forgets the token', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    const answer = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    const { id } = answer.body as { id: string };
    const productId = order.items[0]?.productId;
    expect(await outboxOf(Payment)).toMatchObject([
      {
        subject: 'payment:created',
        key: `payment:created:${id}`,
        data: {
          id,
          orderId: order.id,
          stripeId: 'ch_1',
          userId: order.userId,
          items: [{ productId, quantity: 2 }],
          amount: order.total,
        },
      },
    ]);
    const stored = await paymentOf(order.id);
    expect(stored).toMatchObject({ status: 'succeeded', stripeId: 'ch_1' });
    expect(stored?.token).toBeUndefined();
    expect(stored?.nextTryAt).toBeUndefined();
  });

  it('answers 200 with the same payment when it was paid already', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    const first = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    const again = await pay(deps, order.userId, { token: 'tok_mastercard', orderId: order.id });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(deps.gateway.charges).toHaveLength(1);
  });

  it('takes another spelling of the order id for the same order', async () => {
    const deps = testDeps();
    const order = await aKnownOrder({ id: 'abcdefabcdefabcdefabcdef' });
    const first = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id.toUpperCase() });
    const again = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(first.body).toMatchObject({ orderId: order.id });
    expect(deps.gateway.charges).toHaveLength(1);
  });

  it('charges once when 20 requests come at once: 201 for one, 409 or 200 for the others', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    const app = appOf(deps);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        request(app)
          .post('/api/payments')
          .set('Cookie', signedIn({ id: order.userId }))
          .send({ token: `tok_${i}`, orderId: order.id }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => ![201, 200, 409].includes(status))).toEqual([]);
    for (const refused of answers.filter(({ status }) => status === 409)) {
      expect(refused.headers['retry-after']).toBe('1');
      expect(refused.body).toEqual(
        message('Another payment of this order is under way', 'payment_in_progress'),
      );
    }
    expect(deps.gateway.charges).toHaveLength(1);
    expect(await Payment.countDocuments()).toBe(1);
  });

  it('answers 402 with the sentence of the card, and takes another card afterwards', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    const declined = await pay(deps, order.userId, { token: 'tok_declined', orderId: order.id });
    expect(declined.status).toBe(402);
    expect(declined.body).toEqual(message('Your card was declined.', 'card_declined'));
    expect(await paymentOf(order.id)).toMatchObject({ status: 'declined', attempt: 1 });

    const good = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect(good.status).toBe(201);
    expect(deps.gateway.charges).toMatchObject([{ key: `charge:${order.id}:2` }]);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'succeeded', attempt: 2 });
  });

  it('answers 400 for a token that the provider does not know, and takes another one afterwards', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    const bad = await pay(deps, order.userId, { token: 'tok_bad', orderId: order.id });
    expect(bad.status).toBe(400);
    expect(bad.body).toEqual(message('Invalid card token', 'invalid_card_token', 'token'));
    const good = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect(good.status).toBe(201);
  });

  it('answers 202 while the outcome is unknown, and asks again with the stored token and key', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    deps.gateway.chargeSteps.push('lost-after');
    const unknown = await pay(deps, order.userId, { token: 'tok_first', orderId: order.id });
    expect(unknown.status).toBe(202);
    expect(unknown.body).toEqual({ orderId: order.id, status: 'processing' });
    expect(await outboxOf(Payment)).toEqual([]);

    const again = await pay(deps, order.userId, { token: 'tok_second', orderId: order.id });
    expect(again.status).toBe(201);
    expect(deps.gateway.calls).toEqual([
      { name: 'charge', key: `charge:${order.id}:1`, token: 'tok_first' },
      { name: 'charge', key: `charge:${order.id}:1`, token: 'tok_first' },
    ]);
    expect(deps.gateway.charges).toHaveLength(1);
  });

  it('answers with a decline that an earlier request missed', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    deps.gateway.chargeSteps.push('lost-after');
    await pay(deps, order.userId, { token: 'tok_declined', orderId: order.id });
    const again = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect(again.status).toBe(402);
    expect(deps.gateway.charges).toHaveLength(0);
    const third = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect(third.status).toBe(201);
  });

  it('answers 202 when Stripe is too slow, and records the charge when it is made', async () => {
    const deps = testDeps({ answerWithinMs: 30 });
    const order = await aKnownOrder();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    deps.gateway.around = async (_name, call) => {
      await held;
      return call();
    };
    const slow = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect(slow.status).toBe(202);
    const meanwhile = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect(meanwhile.status).toBe(409);
    release();
    await deps.background.idle();
    expect(await paymentOf(order.id)).toMatchObject({ status: 'succeeded', stripeId: 'ch_1' });
  });

  it('answers 503 when Stripe does not accept our key, and charges nothing later by itself', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    deps.gateway.chargeSteps.push({ kind: 'refused', reason: 'StripeAuthenticationError 401' });
    const refused = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect(refused.status).toBe(503);
    expect(refused.body).toEqual(message('Service temporarily unavailable', 'service_unavailable'));
    expect(await paymentOf(order.id)).toMatchObject({ status: 'declined' });
    expect((await paymentOf(order.id))?.nextTryAt).toBeUndefined();
  });

  it('answers 202 when Stripe does not accept our key for a retry: the first call may have charged', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    deps.gateway.chargeSteps.push('lost-after', { kind: 'refused', reason: 'StripeAuthenticationError 401' });
    const first = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    const second = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect([first.status, second.status]).toEqual([202, 202]);
    const third = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect(third.status).toBe(201);
    expect(deps.gateway.charges).toHaveLength(1);
  });

  it.each(['tok_visa', 'tok_declined'])(
    'answers 400 when the order is cancelled while Stripe is asked about %s',
    async (token) => {
      const deps = testDeps();
      const order = await aKnownOrder();
      deps.gateway.around = async (name, call) => {
        if (name === 'charge') await refundCancelledOrder(deps, order.id);
        return call();
      };
      const answer = await pay(deps, order.userId, { token, orderId: order.id });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual(message('Order is cancelled', 'order_cancelled'));
      await deps.background.idle();
      expect(deps.gateway.refunds).toHaveLength(token === 'tok_visa' ? 1 : 0);
    },
  );

  it('answers with the decline that another caller has recorded meanwhile', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    deps.gateway.chargeSteps.push('lost-after');
    deps.gateway.around = async (_name, call) => {
      const outcome = await call();
      deps.gateway.around = (_again, next) => next();
      await pass(LEASE_MS + 1);
      await reconcilePayments(deps);
      await deps.background.idle();
      return outcome;
    };
    const answer = await pay(deps, order.userId, { token: 'tok_declined', orderId: order.id });
    expect(answer.status).toBe(402);
    expect(answer.body).toEqual(message('Your card was declined.', 'card_declined'));
    expect(deps.gateway.countOf('charge')).toBe(2);
  });

  it('keeps a payment whose answer contradicts it for an operator, and announces no charge', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    deps.gateway.chargeSteps.push({ kind: 'mismatch', reason: 'charge ch_9 is 1 usd' });
    const answer = await pay(deps, order.userId, { token: 'tok_visa', orderId: order.id });
    expect(answer.status).toBe(202);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'unknown', parked: true });
    expect(await outboxOf(Payment)).toEqual([]);
  });
});

describe('which orders can be paid', () => {
  const paying = (deps: TestDeps, userId: string, orderId: string) =>
    pay(deps, userId, { token: 'tok_visa', orderId });

  it.each([
    ['this process', true],
    ['another replica, before this process is connected', false],
  ])('waits briefly for an order whose event is on its way to %s', async (_which, isConnected) => {
    const deps = testDeps({ isBusConnected: () => isConnected });
    const order = anOrder();
    const later = new Promise((resolve) => setTimeout(resolve, 200)).then(() => replicateOrder(order));
    expect((await paying(deps, order.userId, order.id)).status).toBe(201);
    await later;
  });

  it('answers 404 for an unknown order, and 503 while the broker is unavailable', async () => {
    const [unknown, unavailable] = await Promise.all([
      paying(testDeps(), newId(), newId()),
      paying(testDeps({ isBusConnected: () => false }), newId(), newId()),
    ]);
    expect(unknown.status).toBe(404);
    expect(unknown.body).toEqual(message('Not Found', 'not_found'));
    expect(unavailable.status).toBe(503);
    expect(unavailable.headers['retry-after']).toBe('1');
  });

  it('charges a known order while the broker is unavailable', async () => {
    const order = await aKnownOrder();
    const answer = await paying(testDeps({ isBusConnected: () => false }), order.userId, order.id);
    expect(answer.status).toBe(201);
  });

  it("answers 404 for another shopper's order, paid or not, and charges nothing", async () => {
    const deps = testDeps();
    const [unpaid, paid] = [await aKnownOrder(), await aKnownOrder()];
    await paying(deps, paid.userId, paid.id);
    const answers = await Promise.all([unpaid, paid].map(({ id }) => paying(deps, newId(), id)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    for (const { body } of answers) expect(body).toEqual(message('Not Found', 'not_found'));
    expect(deps.gateway.charges).toMatchObject([{ orderId: paid.id }]);
  });

  it('answers 400 for a cancelled order', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    await refundCancelledOrder(deps, order.id);
    const answer = await paying(deps, order.userId, order.id);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(message('Order is cancelled', 'order_cancelled'));
    expect(deps.gateway.calls).toEqual([]);
    expect(await Payment.countDocuments()).toBe(0);
  });

  it('answers 400 for an order that has been unpaid for 25 hours, and charges nothing', async () => {
    const deps = testDeps();
    const placedAt = Date.now() / 1000 - 25 * 60 * 60;
    const order = await aKnownOrder({ id: String(Types.ObjectId.createFromTime(placedAt)) });
    const answer = await paying(deps, order.userId, order.id);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(
      message("This order's prices have expired. Place it again at today's prices.", 'order_expired'),
    );
    expect(deps.gateway.calls).toEqual([]);
  });

  it('answers 400 for a cancelled order that had been paid or declined', async () => {
    const deps = testDeps();
    for (const token of ['tok_visa', 'tok_declined']) {
      const order = await aKnownOrder();
      await pay(deps, order.userId, { token, orderId: order.id });
      await refundCancelledOrder(deps, order.id);
      const answer = await paying(deps, order.userId, order.id);
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual(message('Order is cancelled', 'order_cancelled'));
    }
    await deps.background.idle();
    expect(deps.gateway.charges).toHaveLength(1);
  });

  it.each([0, 0.49, 1_000_000, 1_000_000_000])('answers 400 for a total of %d dollars', async (total) => {
    const deps = testDeps();
    const order = await aKnownOrder({ total });
    const answer = await paying(deps, order.userId, order.id);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(
      message('Order total must be between $0.50 and $999,999.99', 'total_not_chargeable'),
    );
    expect(deps.gateway.calls).toEqual([]);
  });

  it.each([
    [0.5, 50],
    [0.57, 57],
    [1.1, 110],
    [4.35, 435],
    [1.15, 115],
    [8.2, 820],
    [2053.55, 205355],
    [999_999.99, 99_999_999],
  ])('charges a total of %d dollars as %d cents', async (total, cents) => {
    const deps = testDeps();
    const order = await aKnownOrder({ total });
    expect((await paying(deps, order.userId, order.id)).status).toBe(201);
    expect(deps.gateway.charges).toMatchObject([{ amountCents: cents }]);
  });
});

describe('invalid requests', () => {
  const orderId = newId();
  const badToken = { message: 'Invalid card token', field: 'token', code: 'invalid_field' };
  const badOrder = { message: 'orderId must be a valid id', field: 'orderId', code: 'invalid_field' };

  it.each([
    ['nothing', {}, [badToken, badOrder]],
    ['an empty token', { token: '', orderId }, [badToken]],
    ['a token of 256 characters', { token: 't'.repeat(256), orderId }, [badToken]],
    ['a token of 10 kB', { token: 't'.repeat(10_000), orderId }, [badToken]],
    ['a number as token', { token: 5, orderId }, [badToken]],
    ['null as token', { token: null, orderId }, [badToken]],
    ['an object as token', { token: { $ne: null }, orderId }, [badToken]],
    ['a list as token', { token: ['tok_visa'], orderId }, [badToken]],
    ['a line break in the token', { token: 'tok_visa\r\nX: 1', orderId }, [badToken]],
    ['a line break after the token', { token: 'tok_visa\n', orderId }, [badToken]],
    ['a blank in the token', { token: 'tok visa', orderId }, [badToken]],
    ['a NUL in the token', { token: 'tok\u0000visa', orderId }, [badToken]],
    ['no orderId', { token: 'tok_visa' }, [badOrder]],
    ['an operator as orderId', { token: 'tok_visa', orderId: { $ne: null } }, [badOrder]],
    ['a list as orderId', { token: 'tok_visa', orderId: [orderId] }, [badOrder]],
    ['a number as orderId', { token: 'tok_visa', orderId: 12 }, [badOrder]],
    ['a short orderId', { token: 'tok_visa', orderId: orderId.slice(1) }, [badOrder]],
    ['a long orderId', { token: 'tok_visa', orderId: `${orderId}0` }, [badOrder]],
    ['an orderId that is no hex', { token: 'tok_visa', orderId: 'z'.repeat(24) }, [badOrder]],
  ])('answers 400 to %s', async (_what, body, errors) => {
    const deps = testDeps();
    const answer = await pay(deps, newId(), body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors });
    expect(deps.gateway.calls).toEqual([]);
  });

  it('takes a token of 255 characters', async () => {
    const order = await aKnownOrder();
    const answer = await pay(testDeps(), order.userId, { token: 't'.repeat(255), orderId: order.id });
    expect(answer.status).toBe(201);
  });

  it('reads the body only: nothing of the address', async () => {
    const order = await aKnownOrder();
    const answer = await request(appOf(testDeps()))
      .post(`/api/payments?token=tok_visa&orderId=${order.id}`)
      .set('Cookie', signedIn({ id: order.userId }))
      .send({});
    expect(answer.body).toEqual({ errors: [badToken, badOrder] });
  });

  it('answers 401 without a session', async () => {
    const answer = await request(appOf(testDeps()))
      .post('/api/payments')
      .send({ token: 'tok_visa', orderId });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(message('Not authorized', 'not_authorized'));
  });

  it('answers 404 to every other route', async () => {
    const answer = await request(appOf(testDeps())).get(`/api/payments/${orderId}`).set('Cookie', signedIn());
    expect(answer.status).toBe(404);
  });
});
