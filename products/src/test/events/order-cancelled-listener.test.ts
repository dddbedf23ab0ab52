import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { OrderCancelledListener } from '../../events/listeners/order-cancelled-listener';
import { PaymentCreatedListener } from '../../events/listeners/payment-created-listener';
import { Fulfilment } from '../../models/fulfilment';
import { Product } from '../../models/product';
import { fulfilmentOf, paymentFor, productsHolding, quantitiesOf } from '../builders';

useDatabase();
const listener = new OrderCancelledListener();
const paid = new PaymentCreatedListener();

describe('order:cancelled', () => {
  it('puts back what a paid order took, and announces each product', async () => {
    const ids = await productsHolding(5, 5);
    const payment = paymentFor(newId(), ids, 2);
    await deliver(paid, payment);
    await deliver(listener, { id: payment.orderId, version: 2, reason: 'user' });
    expect(await quantitiesOf(ids)).toEqual([5, 5]);
    const published = (await outboxOf(Product)).map(({ data }) => [data.quantity, data.version]);
    expect(published).toEqual([
      [3, 1],
      [5, 2],
      [3, 1],
      [5, 2],
    ]);
    expect((await outboxOf(Fulfilment)).map(({ subject }) => subject)).toEqual(['stock:confirmed']);
  });

  it('puts back once when it comes twice', async () => {
    const ids = await productsHolding(5);
    const payment = paymentFor(newId(), ids);
    await deliver(paid, payment);
    await deliver(listener, { id: payment.orderId, version: 2 });
    await deliver(listener, { id: payment.orderId, version: 2 });
    expect(await quantitiesOf(ids)).toEqual([5]);
    expect(await outboxOf(Product)).toHaveLength(2);
  });

  it('takes nothing for a payment that is replayed any time later', async () => {
    const ids = await productsHolding(5);
    const payment = paymentFor(newId(), ids);
    await deliver(listener, { id: payment.orderId, version: 1 });
    const indexes = await Fulfilment.collection.indexes();
    expect(indexes.filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined)).toEqual([]);
    await deliver(paid, payment);
    expect(await fulfilmentOf(payment.orderId)).toMatchObject({ status: 'voided' });
    expect(await quantitiesOf(ids)).toEqual([5]);
  });

  it('does nothing to an order that was rejected', async () => {
    const ids = await productsHolding(0);
    const payment = paymentFor(newId(), ids);
    await deliver(paid, payment);
    await deliver(listener, { id: payment.orderId, version: 2, reason: 'out_of_stock' });
    expect(await fulfilmentOf(payment.orderId)).toMatchObject({ status: 'rejected' });
    expect(await quantitiesOf(ids)).toEqual([0]);
  });

  it.each([
    ['no JSON', 'cancelled'],
    ['no id', { version: 1 }],
    ['an id that is none', { id: '42', version: 1 }],
    ['a version that is none', { id: 'a'.repeat(24), version: -1 }],
  ])('is dead-lettered when malformed: %s', async (_, data) => {
    await deliver(listener, data);
    expect(await DeadLetter.countDocuments({ subject: 'order:cancelled' })).toBe(1);
    expect(await Fulfilment.countDocuments()).toBe(0);
  });
});
