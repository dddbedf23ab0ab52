import { newId, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { refundCancelledOrder } from '../../domain/refund-cancelled-order';
import { replicateOrder } from '../../domain/replicate-order';
import { Payment } from '../../models/payment';
import { testDeps, aKnownOrder, anOrder, settleAll, type TestDeps } from '../builders';
import { appOf, message, pay, showStatus } from '../http';

useDatabase();

/** The status as the owner sees it, without the order's id. */
async function statusOf(deps: TestDeps, { userId, id }: { userId: string; id: string }): Promise<object> {
  const answer = await showStatus(deps, userId, id);
  expect(answer.status).toBe(200);
  const { orderId, ...view } = answer.body as { orderId: string };
  expect(orderId).toBe(id);
  return view;
}

const tokenFor = (orderId: string, token = 'tok_visa') => ({ token, orderId });

/** Makes every call to Stripe wait until the returned function is called. */
function holdStripe(deps: TestDeps): () => void {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  deps.gateway.around = async (_name, call) => {
    await held;
    return call();
  };
  return release;
}

describe('GET /api/payments/orders/:orderId', () => {
  it('is none before the first attempt', async () => {
    expect(await statusOf(testDeps(), await aKnownOrder())).toEqual({ status: 'none' });
  });

  it('is processing while the charge is under way, then paid with the charge', async () => {
    const deps = testDeps({ answerWithinMs: 30 });
    const order = await aKnownOrder();
    const release = holdStripe(deps);
    expect((await pay(deps, order.userId, tokenFor(order.id))).status).toBe(202);
    expect(await statusOf(deps, order)).toEqual({ status: 'processing' });
    release();
    await deps.background.idle();
    expect(await statusOf(deps, order)).toEqual({ status: 'paid', stripeId: 'ch_1' });
  });

  it('is declined, with the sentence of the card, when the decline comes after a 202', async () => {
    const deps = testDeps({ answerWithinMs: 30 });
    const order = await aKnownOrder();
    const release = holdStripe(deps);
    expect((await pay(deps, order.userId, tokenFor(order.id, 'tok_declined'))).status).toBe(202);
    release();
    await deps.background.idle();
    expect(await statusOf(deps, order)).toEqual({ status: 'declined', message: 'Your card was declined.' });
  });

  it('is declined when the reconciler learns of a decline whose answer was lost', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    deps.gateway.chargeSteps.push('lost-after');
    await pay(deps, order.userId, tokenFor(order.id, 'tok_declined'));
    expect(await statusOf(deps, order)).toEqual({ status: 'processing' });
    await settleAll(deps);
    expect(await statusOf(deps, order)).toEqual({ status: 'declined', message: 'Your card was declined.' });
  });

  it('is processing again during the attempt after a decline, and shows nothing of the decline', async () => {
    const deps = testDeps({ answerWithinMs: 30 });
    const order = await aKnownOrder();
    await pay(deps, order.userId, tokenFor(order.id, 'tok_declined'));
    await deps.background.idle();
    const release = holdStripe(deps);
    await pay(deps, order.userId, tokenFor(order.id));
    expect(await statusOf(deps, order)).toEqual({ status: 'processing' });
    release();
    await deps.background.idle();
    expect(await statusOf(deps, order)).toEqual({ status: 'paid', stripeId: 'ch_1' });
  });

  it.each([
    ['an invalid token', { kind: 'invalid-token' } as const],
    ['our credentials refused', { kind: 'refused', reason: 'StripeAuthenticationError 401' } as const],
  ])('is none after %s: the card was not declined', async (_what, outcome) => {
    const deps = testDeps();
    const order = await aKnownOrder();
    deps.gateway.chargeSteps.push(outcome);
    await pay(deps, order.userId, tokenFor(order.id));
    expect(await statusOf(deps, order)).toEqual({ status: 'none' });
  });

  it('is declined without a message when an earlier version stored the decline', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    await pay(deps, order.userId, tokenFor(order.id, 'tok_declined'));
    await Payment.collection.updateOne({ orderId: order.id }, { $unset: { refusal: 1 } });
    expect(await statusOf(deps, order)).toEqual({ status: 'declined' });
  });

  it('shows no message of an attempt before the one that an earlier version recorded', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    await pay(deps, order.userId, tokenFor(order.id, 'tok_declined'));
    await Payment.collection.updateOne({ orderId: order.id }, { $set: { attempt: 2 } });
    expect(await statusOf(deps, order)).toEqual({ status: 'declined' });
  });

  it('is paid until the charge of a cancelled order is given back, then refunded', async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    await pay(deps, order.userId, tokenFor(order.id));
    deps.gateway.refundSteps.push('lost-before');
    await refundCancelledOrder(deps, order.id);
    expect(await statusOf(deps, order)).toEqual({ status: 'paid', stripeId: 'ch_1' });
    await settleAll(deps);
    expect(await statusOf(deps, order)).toEqual({ status: 'refunded', stripeId: 'ch_1' });
  });

  it('takes another spelling of the order id', async () => {
    const order = await aKnownOrder({ id: 'abcdefabcdefabcdefabcdef' });
    const answer = await showStatus(testDeps(), order.userId, order.id.toUpperCase());
    expect(answer.body).toEqual({ orderId: order.id, status: 'none' });
  });
});

describe('who sees a payment status', () => {
  it('waits for an order placed a moment ago', async () => {
    const order = anOrder();
    const later = new Promise((resolve) => setTimeout(resolve, 200)).then(() => replicateOrder(order));
    expect(await statusOf(testDeps(), order)).toEqual({ status: 'none' });
    await later;
  });

  it("answers 404 after the same time for an unknown order and another user's, 503 without events", async () => {
    const deps = testDeps();
    const order = await aKnownOrder();
    const timed = async (orderId: string, ask: typeof showStatus) => {
      const since = performance.now();
      const answer = await ask(deps, newId(), orderId);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual(message('Not Found', 'not_found'));
      return performance.now() - since;
    };
    const payment: typeof showStatus = (of, userId, orderId) => pay(of, userId, tokenFor(orderId));
    const withoutEvents = testDeps({ isBusConnected: () => false });
    const [unavailable, ...times] = await Promise.all([
      showStatus(withoutEvents, newId(), newId()),
      timed(newId(), showStatus),
      timed(order.id, showStatus),
      timed(newId(), payment),
      timed(order.id, payment),
    ]);
    for (const ms of times) expect(ms).toBeGreaterThan(2000);
    expect(unavailable.status).toBe(503);
  });

  it('answers 404 for a malformed id', async () => {
    expect((await showStatus(testDeps(), newId(), 'none')).status).toBe(404);
  });

  it('answers 401 without a session', async () => {
    const answer = await request(appOf(testDeps())).get(`/api/payments/orders/${newId()}`);
    expect(answer.status).toBe(401);
  });
});
