import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { OrderCancelledListener } from '../../events/listeners/order-cancelled-listener';
import { PaymentCreatedListener } from '../../events/listeners/payment-created-listener';
import { Fulfilment } from '../../models/fulfilment';
import { Product } from '../../models/product';
import { fulfilmentOf, paymentFor, productsHolding, quantitiesOf } from '../builders';

useDatabase();
const listener = new PaymentCreatedListener();

describe('payment:created', () => {
  it('takes the items and confirms the order', async () => {
    const ids = await productsHolding(5, 5);
    const payment = paymentFor(newId(), ids, 2);
    await deliver(listener, { ...payment, userId: newId(), meta: { source: 'payments' } });
    expect(await quantitiesOf(ids)).toEqual([3, 3]);
    const { orderId, items } = payment;
    expect(await outboxOf(Fulfilment)).toMatchObject([
      { subject: 'stock:confirmed', key: `stock:confirmed:${orderId}`, data: { orderId, items } },
    ]);
    expect(await outboxOf(Product)).toMatchObject(
      ids.map((id) => ({ subject: 'product:updated', data: { id, quantity: 3, version: 1 } })),
    );
  });

  it('rejects the order when one item is short', async () => {
    const ids = await productsHolding(5, 1);
    const { orderId, items, ...payment } = paymentFor(newId(), ids, 2);
    await deliver(listener, { ...payment, orderId, items });
    expect(await quantitiesOf(ids)).toEqual([5, 1]);
    expect(await outboxOf(Fulfilment)).toMatchObject([
      { subject: 'stock:rejected', data: { orderId, items } },
    ]);
  });

  it('does the same once when it comes twice', async () => {
    const ids = await productsHolding(5);
    const payment = paymentFor(newId(), ids);
    await deliver(listener, payment);
    await deliver(listener, payment);
    expect(await quantitiesOf(ids)).toEqual([4]);
    expect(await outboxOf(Fulfilment)).toHaveLength(1);
    expect(await outboxOf(Product)).toHaveLength(1);
  });

  it('knows an order by its id, however it is written', async () => {
    const ids = await productsHolding(5);
    const payment = paymentFor('abcdef'.repeat(4), ids);
    await deliver(listener, payment);
    await deliver(listener, { ...payment, orderId: payment.orderId.toUpperCase() });
    await deliver(new OrderCancelledListener(), { id: payment.orderId.toUpperCase(), version: 1 });
    expect(await quantitiesOf(ids)).toEqual([5]);
    expect(await fulfilmentOf(payment.orderId)).toMatchObject({ status: 'reverted' });
  });

  it('does nothing when it comes after the cancellation', async () => {
    const ids = await productsHolding(5);
    const payment = paymentFor(newId(), ids);
    await deliver(new OrderCancelledListener(), { id: payment.orderId, version: 1 });
    await deliver(listener, payment);
    expect(await quantitiesOf(ids)).toEqual([5]);
    expect(await outboxOf(Fulfilment)).toEqual([]);
  });

  it('sets a second payment for other items aside', async () => {
    const ids = await productsHolding(5);
    const orderId = newId();
    await deliver(listener, paymentFor(orderId, ids));
    await deliver(listener, paymentFor(orderId, ids, 2));
    expect(await quantitiesOf(ids)).toEqual([4]);
    expect(await DeadLetter.find().lean()).toMatchObject([
      { reason: expect.stringContaining('other items') as string },
    ]);
  });

  const sound = paymentFor('a'.repeat(24), ['b'.repeat(24)]);
  const item = { productId: 'b'.repeat(24), quantity: 1 };
  it.each([
    ['no JSON', '{"id":'],
    ['null', 'null'],
    ['a list', []],
    ['no order', { ...sound, orderId: undefined }],
    ['an order id that is none', { ...sound, orderId: { $ne: null } }],
    ['no items', { ...sound, items: [] }],
    ['items that are no list', { ...sound, items: item }],
    ['a product id that is none', { ...sound, items: [{ ...item, productId: '$where' }] }],
    ['quantity 0', { ...sound, items: [{ ...item, quantity: 0 }] }],
    ['quantity -1', { ...sound, items: [{ ...item, quantity: -1 }] }],
    ['quantity 1.5', { ...sound, items: [{ ...item, quantity: 1.5 }] }],
    ['quantity as text', { ...sound, items: [{ ...item, quantity: '1' }] }],
    ['more than a number holds', { ...sound, items: [{ ...item, quantity: Number.MAX_SAFE_INTEGER }, item] }],
  ])('is dead-lettered when malformed: %s', async (_, data) => {
    await deliver(listener, data);
    expect(await DeadLetter.countDocuments({ subject: 'payment:created' })).toBe(1);
    expect(await Fulfilment.countDocuments()).toBe(0);
  });
});
