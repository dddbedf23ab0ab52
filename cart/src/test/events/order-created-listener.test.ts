import { DeadLetter } from '@datnxecommerce/common';
import { deliver, useDatabase } from '@datnxecommerce/common/testing';
import { OrderCreatedListener } from '../../events/listeners/order-created-listener';
import { Purchase } from '../../models/purchase';
import { orderEvent } from '../builders';

useDatabase();

const listener = new OrderCreatedListener();

describe('order:created', () => {
  it('records who placed the order, once for all duplicates', async () => {
    const order = orderEvent();
    await deliver(listener, order);
    await Promise.all([deliver(listener, order), deliver(listener, order)]);
    const owners = await Purchase.find().lean();
    expect(owners.map(({ _id, userId }) => [String(_id), userId])).toEqual([[order.id, order.userId]]);
  });

  it.each([{ userId: undefined }, { userId: 5 }, { id: 'x' }, { status: 'Complete' }, { items: [] }])(
    'becomes a dead letter when it holds %j',
    async (wrong) => {
      await deliver(listener, orderEvent(wrong));
      await expect(DeadLetter.find().lean()).resolves.toMatchObject([{ subject: 'order:created' }]);
      await expect(Purchase.countDocuments()).resolves.toBe(0);
    },
  );
});
