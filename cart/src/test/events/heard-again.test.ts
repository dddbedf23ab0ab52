import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, useDatabase } from '@datnxecommerce/common/testing';
import { INBOX_SIZE } from '../../domain/cart-decisions';
import { OrderCreatedListener } from '../../events/listeners/order-created-listener';
import { PaymentCreatedListener } from '../../events/listeners/payment-created-listener';
import { Cart } from '../../models/cart';
import { OrderOwner } from '../../models/order-owner';

useDatabase();

const userId = newId();
const paid = (productId: string) => ({
  ...{ id: newId(), orderId: newId(), stripeId: 'ch_1', userId },
  items: [{ productId, quantity: 1 }],
});
const listener = new PaymentCreatedListener();

it('a payment heard again after more purchases than a cart remembers takes nothing that was added since', async () => {
  const productId = newId();
  await Cart.create({ userId, items: [{ productId, quantity: 1 }] });
  const first = paid(productId);
  await deliver(listener, first);
  for (let purchase = 0; purchase <= INBOX_SIZE; purchase += 1) await deliver(listener, paid(newId()));
  await Cart.updateOne({ userId }, { items: [{ productId, quantity: 1 }] });
  await deliver(listener, first);
  expect(await Cart.findOne({ userId }).lean()).toMatchObject({ items: [{ productId, quantity: 1 }] });
  expect(await DeadLetter.find()).toEqual([]);
});

it('the buyer of an order is who was told first, or next once that is stale', async () => {
  const [id, first, other] = [newId(), newId(), newId()];
  const order = { id, status: 'Created', items: [], total: 1, version: 0 };
  const items = [{ productId: newId(), quantity: 1, priceSnapshot: 1, titleSnapshot: 'Lamp' }];
  const tell = (userId: string) => deliver(new OrderCreatedListener(), { ...order, items, userId });
  await tell(first);
  await tell(other);
  expect(await OrderOwner.findById(id).lean()).toMatchObject({ userId: first });
  await OrderOwner.updateMany({}, { stale: true });
  await tell(other);
  await tell(first);
  expect(await OrderOwner.findById(id).lean()).not.toHaveProperty('stale');
  expect(await OrderOwner.findById(id).lean()).toMatchObject({ userId: other });
});
