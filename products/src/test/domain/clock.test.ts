import { newId, useDatabase } from '@datnxecommerce/common/testing';
import { createProduct } from '../../domain/create-product';
import { updateProduct } from '../../domain/update-product';

useDatabase();
afterEach(() => jest.useRealTimers());

it('dates a product by the clock of the database, not by that of a process', async () => {
  const before = Date.now() - 60_000;
  jest.useFakeTimers({
    now: new Date('2001-02-03'),
    doNotFake: [
      ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'],
      ...['nextTick', 'queueMicrotask', 'performance', 'hrtime'],
    ] as never,
  });
  const userId = newId();
  const { _id, createdAt } = await createProduct(
    {},
    { userId, fields: { title: 'Lamp', price: 1, quantity: 1 } },
  );
  const { updatedAt } = await updateProduct(String(_id), { userId, fields: { price: 2 } });
  jest.useRealTimers();
  for (const date of [createdAt, updatedAt]) expect(date.getTime()).toBeGreaterThan(before);
});
