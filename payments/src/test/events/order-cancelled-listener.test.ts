import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { payOrder } from '../../domain/pay-order';
import { OrderCancelledListener } from '../../events/listeners/order-cancelled-listener';
import { OrderReplica } from '../../models/order-replica';
import { Payment } from '../../models/payment';
import { testDeps, aKnownOrder, paymentOf, settleAll } from '../builders';

useDatabase();

const subjects = async () => (await outboxOf(Payment)).map(({ subject }) => subject);

async function aPaidOrder(deps = testDeps(), token = 'tok_visa') {
  const order = await aKnownOrder();
  await payOrder(deps, { userId: order.userId, orderId: order.id, token }).catch(() => undefined);
  const listener = new OrderCancelledListener(deps);
  return { deps, order, cancelled: () => deliver(listener, { id: order.id, version: 1, reason: 'user' }) };
}

describe('order:cancelled', () => {
  it('refunds the charge at once and announces it', async () => {
    const { deps, order, cancelled } = await aPaidOrder();
    await cancelled();
    await deps.background.idle();
    const stored = await paymentOf(order.id);
    expect(stored).toMatchObject({ status: 'refunded', stripeId: 'ch_1', refundId: 're_1' });
    expect(deps.gateway.refunds).toEqual([{ stripeId: 'ch_1', refundId: 're_1', key: `refund:${order.id}` }]);
    const [, refunded] = await outboxOf(Payment);
    expect(refunded).toMatchObject({
      subject: 'payment:refunded',
      data: { id: String(stored?._id), orderId: order.id, stripeId: 'ch_1', refundId: 're_1' },
    });
  });

  it('refunds the charge once, however often it comes', async () => {
    const { deps, cancelled } = await aPaidOrder();
    await Promise.all(Array.from({ length: 10 }, cancelled));
    await deps.background.idle();
    await cancelled();
    await deps.background.idle();
    expect(deps.gateway.countOf('refund')).toBe(1);
    expect(await subjects()).toEqual(['payment:created', 'payment:refunded']);
  });

  it('is stored for an unknown order', async () => {
    const id = newId();
    await deliver(new OrderCancelledListener(testDeps()), { id, version: 1 });
    expect(await OrderReplica.find().lean()).toMatchObject([{ cancelled: true }]);
    expect(await Payment.countDocuments()).toBe(0);
  });

  it('finds the payment whatever the spelling of the id', async () => {
    const { deps, order } = await aPaidOrder();
    await deliver(new OrderCancelledListener(deps), { id: order.id.toUpperCase(), version: 1 });
    await deps.background.idle();
    expect(await paymentOf(order.id)).toMatchObject({ status: 'refunded' });
  });

  it('closes a declined payment without a refund', async () => {
    const { deps, order, cancelled } = await aPaidOrder(testDeps(), 'tok_declined');
    await cancelled();
    await deps.background.idle();
    expect(await paymentOf(order.id)).toMatchObject({ status: 'declined', cancelRequested: true });
    expect(deps.gateway.countOf('refund')).toBe(0);
  });

  it('settles an unknown charge, and refunds it without ever announcing it', async () => {
    const deps = testDeps();
    deps.gateway.chargeSteps.push('lost-after');
    const { order, cancelled } = await aPaidOrder(deps);
    await cancelled();
    expect(await paymentOf(order.id)).toMatchObject({ status: 'unknown', cancelRequested: true });
    await settleAll(deps);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'refunded' });
    expect(deps.gateway.refunds).toHaveLength(1);
    expect(await subjects()).toEqual(['payment:refunded']);
  });

  it('is acknowledged although the refund fails, which is then tried again with the same key', async () => {
    const { deps, order, cancelled } = await aPaidOrder();
    deps.gateway.refundSteps.push('lost-before', 'lost-after');
    await cancelled();
    await deps.background.idle();
    expect(await paymentOf(order.id)).toMatchObject({ status: 'refunding' });
    await settleAll(deps);
    expect(await paymentOf(order.id)).toMatchObject({ status: 'refunded' });
    expect(deps.gateway.calls.filter(({ name }) => name === 'refund').map(({ key }) => key)).toEqual([
      `refund:${order.id}`,
      `refund:${order.id}`,
      `refund:${order.id}`,
    ]);
    expect(deps.gateway.refunds).toHaveLength(1);
  });

  it.each([
    ['no JSON', 'cancel'],
    ['no id', { version: 1 }],
    ['an operator as id', { id: { $gt: '' }, version: 1 }],
    ['no version', { id: newId() }],
  ])('with %s becomes a dead letter', async (_what, data) => {
    await deliver(new OrderCancelledListener(testDeps()), data);
    expect(await DeadLetter.countDocuments()).toBe(1);
    expect(await OrderReplica.countDocuments()).toBe(0);
  });
});
