import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { OrderCreatedListener } from '../../events/listeners/order-created-listener';
import { PaymentCreatedListener } from '../../events/listeners/payment-created-listener';
import { Cart } from '../../models/cart';
import { aCart, anApp, aProduct, deliverPayment, orderEvent, paymentEvent } from '../builders';

useDatabase();

const listener = new PaymentCreatedListener();
const app = anApp();
const itemsOf = async (userId: string) => (await Cart.findOne({ userId }).lean())?.items;
const add = (id: string, productId: string, quantity: number) =>
  request(app).post('/api/cart/items').set('Cookie', signedIn({ id })).send({ productId, quantity });

describe('payment:created', () => {
  it('takes what was bought out of the buyer’s cart and leaves the rest', async () => {
    const [all, some, none] = [newId(), newId(), newId()];
    const userId = await aCart([
      { productId: all, quantity: 2 },
      { productId: some, quantity: 5 },
      { productId: none, quantity: 1 },
    ]);
    const items = [
      { productId: all, quantity: 2 },
      { productId: some, quantity: 3 },
      { productId: newId(), quantity: 9 },
    ];
    await deliverPayment(paymentEvent({ userId, items }));
    await expect(itemsOf(userId)).resolves.toEqual([
      { productId: some, quantity: 2 },
      { productId: none, quantity: 1 },
    ]);
  });

  it('takes it out once, however often and however at once it comes', async () => {
    const productId = newId();
    const userId = await aCart([{ productId, quantity: 10 }]);
    const payment = paymentEvent({ userId, items: [{ productId, quantity: 3 }] });
    await Promise.all(Array.from({ length: 5 }, () => deliverPayment(payment)));
    await deliverPayment(payment);
    await expect(itemsOf(userId)).resolves.toEqual([{ productId, quantity: 7 }]);
  });

  it('leaves alone what was put in again afterwards, also when a duplicate comes late', async () => {
    const productId = await aProduct();
    const userId = newId();
    const payment = paymentEvent({ userId, items: [{ productId, quantity: 2 }] });
    await add(userId, productId, 2);
    await deliverPayment(payment);
    await add(userId, productId, 2);
    await deliverPayment(payment);
    await expect(itemsOf(userId)).resolves.toEqual([{ productId, quantity: 2 }]);
  });

  it('is remembered for a buyer who has no cart yet', async () => {
    const productId = await aProduct();
    const userId = newId();
    const payment = paymentEvent({ userId, items: [{ productId, quantity: 2 }] });
    await deliverPayment(payment);
    await expect(itemsOf(userId)).resolves.toEqual([]);
    await add(userId, productId, 2);
    await deliverPayment(payment);
    await expect(itemsOf(userId)).resolves.toEqual([{ productId, quantity: 2 }]);
  });

  it('empties no cart when its order is unknown, until the order is placed', async () => {
    const productId = newId();
    const userId = await aCart([{ productId, quantity: 2 }]);
    const payment = paymentEvent({ userId, items: [{ productId, quantity: 2 }] });
    await deliver(listener, payment);
    await expect(itemsOf(userId)).resolves.toEqual([{ productId, quantity: 2 }]);
    await expect(DeadLetter.countDocuments()).resolves.toBe(0);
    await deliver(new OrderCreatedListener(), orderEvent({ id: payment.orderId, userId }));
    await expect(itemsOf(userId)).resolves.toEqual([]);
  });

  it('is dead-lettered when it names another user than its order, and leaves both carts as they are', async () => {
    const item = { productId: newId(), quantity: 2 };
    const [owner, stranger] = [await aCart([item]), await aCart([item])];
    const order = orderEvent({ userId: owner });
    await deliver(new OrderCreatedListener(), order);
    await deliver(listener, paymentEvent({ orderId: order.id, userId: stranger, items: [item] }));
    for (const userId of [owner, stranger]) await expect(itemsOf(userId)).resolves.toEqual([item]);
    await expect(DeadLetter.find().lean()).resolves.toMatchObject([{ subject: 'payment:created' }]);
  });

  it('never leaves less than nothing', async () => {
    const productId = newId();
    const userId = await aCart([{ productId, quantity: 2 }]);
    await Promise.all(
      [1, 2, 3].map(() => deliverPayment(paymentEvent({ userId, items: [{ productId, quantity: 2 }] }))),
    );
    await expect(itemsOf(userId)).resolves.toEqual([]);
  });

  it('loses neither the purchases nor what is put in meanwhile', async () => {
    const bought = Array.from({ length: 6 }, () => newId());
    const added = await Promise.all(Array.from({ length: 6 }, () => aProduct()));
    const userId = await aCart(bought.map((productId) => ({ productId, quantity: 1 })));
    await Promise.all([
      ...bought.map((productId) =>
        deliverPayment(paymentEvent({ userId, items: [{ productId, quantity: 1 }] })),
      ),
      ...added.map((productId) => add(userId, productId, 1)),
    ]);
    const left = (await itemsOf(userId)) ?? [];
    expect(left.map(({ productId }) => productId).toSorted()).toEqual(added.toSorted());
  });

  it('finds the buyer by the order when it does not name one', async () => {
    const productId = newId();
    const userId = await aCart([{ productId, quantity: 1 }]);
    const order = orderEvent({ userId });
    await deliver(new OrderCreatedListener(), order);
    await deliver(
      listener,
      paymentEvent({ userId: undefined, orderId: order.id, items: [{ productId, quantity: 1 }] }),
    );
    await expect(itemsOf(userId)).resolves.toEqual([]);
  });

  it('knows ids that another publisher writes in capitals', async () => {
    const productId = 'abcdefabcdefabcdefabcdef';
    const userId = await aCart([{ productId, quantity: 2 }], 'fedcbafedcbafedcbafedcba');
    const items = [{ productId: productId.toUpperCase(), quantity: 2 }];
    await deliverPayment(paymentEvent({ userId: userId.toUpperCase(), items }));
    await expect(itemsOf(userId)).resolves.toEqual([]);
  });

  it.each([
    { items: [] },
    { items: [{ productId: newId(), quantity: -1 }] },
    { items: [{ productId: newId(), quantity: 0 }] },
    { items: [{ productId: { $gt: '' }, quantity: 1 }] },
    { userId: { $ne: null } },
    { stripeId: '' },
    { id: 'x' },
  ])('is dead-lettered when it holds %j, and what comes behind it is handled', async (wrong) => {
    const productId = newId();
    const userId = await aCart([{ productId, quantity: 1 }]);
    await deliver(listener, paymentEvent({ userId, ...wrong }));
    await expect(DeadLetter.find().lean()).resolves.toMatchObject([{ subject: 'payment:created' }]);
    await expect(itemsOf(userId)).resolves.toEqual([{ productId, quantity: 1 }]);
    await deliverPayment(paymentEvent({ userId, items: [{ productId, quantity: 1 }] }));
    await expect(itemsOf(userId)).resolves.toEqual([]);
  });
});
