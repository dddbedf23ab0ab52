import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, useDatabase } from '@datnxecommerce/common/testing';
import { OrderCancelledListener } from '../../events/listeners/order-cancelled-listener';
import { OrderCreatedListener } from '../../events/listeners/order-created-listener';
import { OrderReplica } from '../../models/order-replica';
import { testDeps, anOrder } from '../builders';

useDatabase();

const created = new OrderCreatedListener();

describe('order:created', () => {
  it('is kept with what paying needs', async () => {
    const order = anOrder();
    await deliver(created, { ...order, surprise: true, meta: { time: 5 } });
    const productId = order.items[0]?.productId;
    const [stored, ...more] = await OrderReplica.find().lean();
    expect(more).toEqual([]);
    expect({ ...stored, _id: String(stored?._id) }).toEqual({
      _id: order.id,
      userId: order.userId,
      items: [{ productId, quantity: 2 }],
      total: 20.1,
      cancelled: false,
    });
  });

  it('counts once however often it comes, and what came first stays', async () => {
    const order = anOrder();
    await Promise.all(Array.from({ length: 10 }, () => deliver(created, order)));
    await deliver(created, { ...order, userId: newId(), total: 1, version: 1 });
    expect(await OrderReplica.find().lean()).toMatchObject([{ userId: order.userId, total: 20.1 }]);
    expect(await DeadLetter.countDocuments()).toBe(0);
  });

  it('fills in an order whose cancellation came first, which stays cancelled', async () => {
    const order = anOrder();
    await deliver(new OrderCancelledListener(testDeps()), { id: order.id, version: 1 });
    await deliver(created, order);
    expect(await OrderReplica.find().lean()).toMatchObject([
      { userId: order.userId, total: 20.1, cancelled: true },
    ]);
  });

  it('and its cancellation at once leave a whole, cancelled order', async () => {
    const deps = testDeps();
    const orders = Array.from({ length: 20 }, () => anOrder());
    await Promise.all(
      orders.flatMap((order) => [
        deliver(created, order),
        deliver(new OrderCancelledListener(deps), { id: order.id, version: 1 }),
      ]),
    );
    const whole = { cancelled: true, userId: { $exists: true }, total: 20.1 };
    expect(await OrderReplica.countDocuments(whole)).toBe(20);
  });

  it.each([
    ['no JSON', '{"id":'],
    ['an empty body', ''],
    ['null', 'null'],
    ['no id', { ...anOrder(), id: undefined }],
    ['an operator as id', { ...anOrder(), id: { $ne: null } }],
    ['a total as text', { ...anOrder(), total: '20.10' }],
    ['a total of three decimals', { ...anOrder(), total: 0.001 }],
    ['no items', { ...anOrder(), items: [] }],
    ['a status of its own', { ...anOrder(), status: 'Complete' }],
  ])('with %s becomes a dead letter and stops nothing behind it', async (_what, data) => {
    await deliver(created, data);
    expect(await DeadLetter.countDocuments()).toBe(1);
    expect(await OrderReplica.countDocuments()).toBe(0);
    await deliver(created, anOrder());
    expect(await OrderReplica.countDocuments()).toBe(1);
  });
});
