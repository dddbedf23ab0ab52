import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, useDatabase } from '@datnxecommerce/common/testing';
import { INBOX_SIZE } from '../../domain/cart-decisions';
import { OrderCreatedListener } from '../../events/listeners/order-created-listener';
import { PaymentCreatedListener } from '../../events/listeners/payment-created-listener';
import { Cart } from '../../models/cart';
import { Purchase } from '../../models/purchase';
import { deliverPayment } from '../builders';

useDatabase();

const userId = newId();
const paid = (productId: string) => ({
  id: newId(),
  orderId: newId(),
  stripeId: 'ch_1',
  userId,
  items: [{ productId, quantity: 1 }],
});
const listener = new PaymentCreatedListener();

it('removes nothing added since, when a payment is redelivered after more purchases than the inbox holds', async () => {
  const productId = newId();
  await Cart.create({ userId, items: [{ productId, quantity: 1 }] });
  const first = paid(productId);
  await deliverPayment(first);
  const later = Array.from({ length: INBOX_SIZE + 1 }, () => paid(newId()));
  while (later.length > 0) await Promise.all(later.splice(0, 20).map(deliverPayment));
  await Cart.updateOne({ userId }, { items: [{ productId, quantity: 1 }] });
  await deliver(listener, first);
  expect(await Cart.findOne({ userId }).lean()).toMatchObject({ items: [{ productId, quantity: 1 }] });
  expect(await DeadLetter.find()).toEqual([]);
});

it('keeps the first owner of an order, and replaces a stale one', async () => {
  const [id, first, other] = [newId(), newId(), newId()];
  const order = { id, status: 'Created', items: [], total: 1, version: 0 };
  const items = [{ productId: newId(), quantity: 1, priceSnapshot: 1, titleSnapshot: 'Lamp' }];
  const place = (userId: string) => deliver(new OrderCreatedListener(), { ...order, items, userId });
  await place(first);
  await place(other);
  expect(await Purchase.findById(id).lean()).toMatchObject({ userId: first });
  await Purchase.updateMany({}, { stale: true });
  await place(other);
  await place(first);
  expect(await Purchase.findById(id).lean()).not.toHaveProperty('stale');
  expect(await Purchase.findById(id).lean()).toMatchObject({ userId: other });
});
