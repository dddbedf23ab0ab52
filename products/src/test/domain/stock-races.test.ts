import { newId, outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { putBackStock } from '../../domain/put-back-stock';
import { takeFromStock } from '../../domain/take-from-stock';
import { updateProduct } from '../../domain/update-product';
import { Fulfilment, type FulfilmentStatus } from '../../models/fulfilment';
import { Product } from '../../models/product';
import { fulfilmentOf, paymentFor, productsHolding, quantitiesOf, storedProduct } from '../builders';

useDatabase();

const REST = ['applied', 'rejected', 'reverted', 'voided'];
const three = <T>(value: T): T[] => [value, value, value];

/** Each product's versions were announced once each, without gap; stock fell by what applied orders took. */
async function expectSound(productIds: string[], start: number[]): Promise<void> {
  const events = (await outboxOf(Product)).filter(({ subject }) => subject === 'product:updated');
  const products = await Product.find().lean();
  for (const { _id, version } of products) {
    const published = events.filter(({ data }) => data.id === String(_id)).map(({ data }) => data.version);
    expect(published).toEqual(Array.from({ length: version }, (_, i) => i + 1));
  }
  const fulfilments = await Fulfilment.find().lean();
  expect(fulfilments.filter(({ status }) => !REST.includes(status))).toEqual([]);
  const sold = fulfilments.filter(({ status }) => status === 'applied').flatMap(({ items }) => items);
  const left = productIds.map((id, i) =>
    sold
      .filter(({ productId }) => productId === id)
      .reduce((sum, { quantity }) => sum - quantity, start[i] ?? 0),
  );
  expect(await quantitiesOf(productIds)).toEqual(left);
  expect(Math.min(...left)).toBeGreaterThanOrEqual(0);
  const answers = (await outboxOf(Fulfilment)).map(
    ({ subject, data }) => `${subject} ${String(data.orderId)}`,
  );
  const ended = fulfilments.flatMap(({ _id, status, wasApplied }) => [
    ...(status === 'applied' || wasApplied ? [`stock:confirmed ${String(_id)}`] : []),
    ...(status === 'rejected' ? [`stock:rejected ${String(_id)}`] : []),
  ]);
  expect(answers.sort()).toEqual(ended.sort());
}

const countOf = (status: FulfilmentStatus) => Fulfilment.countDocuments({ status });

describe('stock that many orders want', () => {
  it('serves exactly 10 of 30 orders for 10 pieces, each delivered three times concurrently', async () => {
    const ids = await productsHolding(10);
    const payments = Array.from({ length: 30 }, () => paymentFor(newId(), ids)).flatMap(three);
    await Promise.all(payments.map((payment) => takeFromStock(payment)));
    expect(await countOf('applied')).toBe(10);
    expect(await countOf('rejected')).toBe(20);
    expect(await quantitiesOf(ids)).toEqual([0]);
    expect(await Product.findOne().lean()).toMatchObject({ version: 10 });
    await expectSound(ids, [10]);
  });

  it('gives two orders for the same two last pieces to one of them', async () => {
    const ids = await productsHolding(1, 1);
    const payments = [newId(), newId()].map((orderId) => paymentFor(orderId, ids)).flatMap(three);
    await Promise.all(payments.map((payment) => takeFromStock(payment)));
    expect(await countOf('applied')).toBe(1);
    expect(await countOf('rejected')).toBe(1);
    await expectSound(ids, [1, 1]);
  });

  it('takes nothing for an order of which one item is short', async () => {
    const ids = await productsHolding(1, 0);
    const orderId = newId();
    await Promise.all(three(paymentFor(orderId, ids)).map((payment) => takeFromStock(payment)));
    expect(await fulfilmentOf(orderId)).toMatchObject({ status: 'rejected' });
    expect(await quantitiesOf(ids)).toEqual([1, 0]);
    await expectSound(ids, [1, 0]);
  });

  it('keeps overlapping orders all or none', async () => {
    const start = [3, 2, 3];
    const [a = '', b = '', c = ''] = await productsHolding(...start);
    const baskets = [[a, b], [b, c], [c, a], [a, b, c], [b]];
    const payments = Array.from({ length: 4 }, () => baskets)
      .flat()
      .flatMap((basket) => three(paymentFor(newId(), basket)));
    await Promise.all(payments.map((payment) => takeFromStock(payment)));
    expect(await countOf('applied')).toBeGreaterThan(0);
    await expectSound([a, b, c], start);
  });

  it('rejects an order for a product that is not ours', async () => {
    const ids = await productsHolding(5);
    const orderId = newId();
    await takeFromStock(paymentFor(orderId, [...ids, newId()]));
    expect(await fulfilmentOf(orderId)).toMatchObject({ status: 'rejected' });
    expect(await quantitiesOf(ids)).toEqual([5]);
  });

  it('adds up an order that names a product twice', async () => {
    const [id = ''] = await productsHolding(3);
    await takeFromStock(paymentFor(newId(), [id, id], 2));
    expect(await quantitiesOf([id])).toEqual([3]);
    await takeFromStock(paymentFor(newId(), [id, id, id]));
    expect(await quantitiesOf([id])).toEqual([0]);
  });

  it('keeps up with a seller who edits meanwhile', async () => {
    const userId = newId();
    const id = await storedProduct({ userId, quantity: 50 });
    const sales = Array.from({ length: 20 }, () => takeFromStock(paymentFor(newId(), [id])));
    const edits = Array.from({ length: 10 }, (_, i) =>
      updateProduct(id, { userId, fields: { title: `Lamp ${i}` } }),
    );
    await Promise.all([...sales, ...edits]);
    expect(await Product.findById(id).lean()).toMatchObject({ quantity: 30, version: 30 });
    await expectSound([id], [50]);
  });
});

describe('payment and cancellation of one order', () => {
  const deliveries = {
    paid: (orderId: string, ids: string[]) => takeFromStock(paymentFor(orderId, ids, 2)),
    again: (orderId: string, ids: string[]) => takeFromStock(paymentFor(orderId, ids, 2)),
    cancelled: (orderId: string) => putBackStock(orderId),
  };
  const orders = [
    ['paid', 'again', 'cancelled', 'reverted'],
    ['paid', 'cancelled', 'again', 'reverted'],
    ['cancelled', 'paid', 'again', 'voided'],
  ] as const;

  it.each(orders)('%s, %s, %s: %s, and the stock is whole', async (first, second, third, status) => {
    const ids = await productsHolding(5, 5);
    const orderId = newId();
    for (const name of [first, second, third]) await deliveries[name](orderId, ids);
    expect(await fulfilmentOf(orderId)).toMatchObject({ status });
    expect(await quantitiesOf(ids)).toEqual([5, 5]);
    await expectSound(ids, [5, 5]);
  });

  it.each(orders.map(([first, second, third]) => [first, second, third]))(
    '%s, %s, %s, with an item short: nothing was ever taken',
    async (...names) => {
      const ids = await productsHolding(5, 1);
      const orderId = newId();
      for (const name of names) await deliveries[name](orderId, ids);
      expect(await quantitiesOf(ids)).toEqual([5, 1]);
      await expectSound(ids, [5, 1]);
    },
  );

  it('at once, 40 orders: the stock is whole', async () => {
    const ids = await productsHolding(30, 30);
    await Promise.all(
      Array.from({ length: 40 }, newId).flatMap((orderId) =>
        Object.values(deliveries).map((deliver) => deliver(orderId, ids)),
      ),
    );
    expect(await countOf('applied')).toBe(0);
    expect(await quantitiesOf(ids)).toEqual([30, 30]);
    await expectSound(ids, [30, 30]);
  });
});
