import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, useDatabase } from '@datnxecommerce/common/testing';
import { ProductCreatedListener } from '../../events/listeners/product-created-listener';
import { ProductUpdatedListener } from '../../events/listeners/product-updated-listener';
import { ProductReplica } from '../../models/product-replica';
import { aProduct, productEvent } from '../builders';

useDatabase();

const created = new ProductCreatedListener();
const updated = new ProductUpdatedListener();
const replica = async (id: string) => {
  const found = await ProductReplica.findById(id).lean();
  return found && { ...found, _id: String(found._id) };
};

describe.each([
  ['product:created', created],
  ['product:updated', updated],
])('%s', (subject, listener) => {
  it('brings the state of a product, twice as once', async () => {
    const { userId, ...state } = productEvent({ version: 3 });
    await deliver(listener, { ...state, userId });
    await deliver(listener, { ...state, userId });
    const { id, ...fields } = state;
    expect(await replica(id)).toEqual({ _id: id, ...fields });
    await expect(DeadLetter.countDocuments()).resolves.toBe(0);
  });

  it('replaces an older state, however many versions lie between', async () => {
    const id = newId();
    await deliver(listener, productEvent({ id, version: 1, price: 1 }));
    await deliver(listener, productEvent({ id, version: 7, price: 2, title: 'Better lamp', quantity: 0 }));
    expect(await replica(id)).toEqual({ _id: id, title: 'Better lamp', price: 2, quantity: 0, version: 7 });
  });

  it('is dead-lettered when its version is absurdly far ahead, and the next one is taken', async () => {
    const id = newId();
    await deliver(listener, productEvent({ id, version: 3, price: 1500 }));
    await deliver(listener, productEvent({ id, version: 2 ** 53 - 1, price: 1.5 }));
    expect(await replica(id)).toMatchObject({ price: 1500, version: 3 });
    await expect(DeadLetter.find().lean()).resolves.toMatchObject([{ subject }]);
    await deliver(listener, productEvent({ id, version: 4, price: 1600 }));
    expect(await replica(id)).toMatchObject({ price: 1600, version: 4 });
  });

  it('is ignored when it is late', async () => {
    const id = newId();
    await deliver(listener, productEvent({ id, version: 7, price: 2 }));
    await deliver(listener, productEvent({ id, version: 6, price: 1 }));
    expect(await replica(id)).toMatchObject({ price: 2, version: 7 });
  });

  it.each([
    ['text that is no JSON', '{'],
    ['null', 'null'],
    ['a price below 0', JSON.stringify(productEvent({ price: -1 }))],
    ['a version that is text', JSON.stringify(productEvent({ version: '1' }))],
    ['an id that is none', JSON.stringify(productEvent({ id: 'x' }))],
    ['nothing of what it must say', '{"__proto__":{"id":"x"}}'],
  ])('is dead-lettered when it holds %s', async (_what, data) => {
    await deliver(listener, data);
    await expect(DeadLetter.find().lean()).resolves.toMatchObject([{ subject, raw: data }]);
    await expect(ProductReplica.countDocuments()).resolves.toBe(0);
  });
});

describe('the events of one product', () => {
  it('end in its newest state whatever their order, also all at once', async () => {
    const id = newId();
    const events = Array.from({ length: 12 }, (_, version) =>
      productEvent({ id, version, price: version + 1 }),
    );
    const shuffled = [7, 2, 11, 0, 5, 9, 1, 3, 10, 4, 8, 6].map((version) => events[version]);
    await Promise.all(shuffled.map((event) => deliver(event?.version === 0 ? created : updated, event)));
    expect(await replica(id)).toMatchObject({ version: 11, price: 12 });
  });

  it('end in its newest state when an older one is inserted at the same moment', async () => {
    const id = newId();
    const updateOne = jest.spyOn(ProductReplica, 'updateOne').mockImplementationOnce((() =>
      aProduct(id).then(() => {
        throw Object.assign(new Error('E11000 duplicate key'), { code: 11000 });
      })) as never);
    await deliver(updated, productEvent({ id, version: 1, price: 2 }));
    expect(updateOne).toHaveBeenCalledTimes(2);
    updateOne.mockRestore();
    expect(await replica(id)).toMatchObject({ version: 1, price: 2 });
  });
});
