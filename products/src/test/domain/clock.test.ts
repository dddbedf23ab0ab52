import { newId, setClock, useDatabase } from '@datnxecommerce/common/testing';
import { createProduct } from '../../domain/create-product';
import { resumeFulfilments } from '../../domain/resume-fulfilments';
import { takeFromStock } from '../../domain/take-from-stock';
import { updateProduct } from '../../domain/update-product';
import { Fulfilment } from '../../models/fulfilment';
import { paymentFor, productsHolding } from '../builders';

useDatabase();
afterEach(() => jest.useRealTimers());

it('dates a product by the clock of the database, not by that of a process', async () => {
  const before = Date.now() - 60_000;
  setClock(new Date('2001-02-03'));
  const userId = newId();
  const { _id, createdAt } = await createProduct(
    {},
    { userId, fields: { title: 'Lamp', price: 1, quantity: 1 } },
  );
  const { updatedAt } = await updateProduct(String(_id), { userId, fields: { price: 2 } });
  jest.useRealTimers();
  for (const date of [createdAt, updatedAt]) expect(date.getTime()).toBeGreaterThan(before);
});

describe.each(['2001-02-03', '2101-02-03'])('with the clock of a process in %s', (clock) => {
  const applied = () => Fulfilment.countDocuments({ status: 'applied' });
  const MINUTE_MS = 60_000;

  it('an unfinished fulfilment is resumed when it is old to the database, or of its future', async () => {
    await takeFromStock(paymentFor(newId(), await productsHolding(1)));
    await takeFromStock(paymentFor(newId(), await productsHolding(1)));
    setClock(new Date(clock));
    await move({ status: 'applying', updatedAt: '$$NOW' });
    await resumeFulfilments();
    expect(await applied()).toBe(0);
    const [first] = await Fulfilment.find().lean();
    await move({ updatedAt: { $subtract: ['$$NOW', MINUTE_MS] } }, { _id: first?._id });
    await resumeFulfilments();
    expect(await applied()).toBe(1);
    await move({ updatedAt: { $add: ['$$NOW', MINUTE_MS] } }, { status: 'applying' });
    await resumeFulfilments();
    expect(await applied()).toBe(2);
  });

  const move = (fields: object, of = {}) =>
    Fulfilment.updateMany(of, [{ $set: fields }], { updatePipeline: true });
});
