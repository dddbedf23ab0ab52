import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, useDatabase } from '@datnxecommerce/common/testing';
import { ProductCreatedListener } from '../../events/listeners/product-created-listener';
import { ProductUpdatedListener } from '../../events/listeners/product-updated-listener';
import { replicas } from '../../events/replicas';
import { ProductReplica } from '../../models/product-replica';

useDatabase();

const id = newId();
const userId = newId();
const state = (version: number) => ({
  title: `Lamp ${version}`,
  price: version + 0.5,
  quantity: 100 - version,
  userId,
  listed: version % 2 === 0,
  version,
});
const event = (version: number) => ({ id, ...state(version) });
const created = (version = 0) => deliver(new ProductCreatedListener(), event(version));
const updated = (version: number) => deliver(new ProductUpdatedListener(), event(version));

async function replica() {
  const { _id, ...rest } = (await ProductReplica.findById(id).lean()) ?? { _id: undefined };
  expect(String(_id)).toBe(id);
  return rest;
}

describe('the product replica', () => {
  it('learns of a new product', async () => {
    await created();
    expect(await replica()).toEqual(state(0));
  });

  it('takes a newer state whole, without waiting for those between', async () => {
    await created();
    await updated(7);
    expect(await replica()).toEqual(state(7));
  });

  it('keeps whether a product is listed when an event of an earlier version does not say', async () => {
    await updated(1);
    const { listed: _, ...earlier } = event(2);
    await deliver(new ProductUpdatedListener(), earlier);
    expect(await replica()).toEqual({ ...state(2), listed: false });
  });

  it('takes an update that comes before the creation, and ignores the creation then', async () => {
    await updated(3);
    await created();
    expect(await replica()).toEqual(state(3));
  });

  it('ignores what is older and what it has already', async () => {
    await updated(5);
    await updated(4);
    await deliver(new ProductUpdatedListener(), { ...event(5), title: 'the same version, another title' });
    expect(await replica()).toEqual(state(5));
    expect(await DeadLetter.countDocuments()).toBe(0);
  });

  it.each([2 ** 53 - 1, 2_000_000])('dead-letters version %d, and takes the next ones', async (version) => {
    await updated(3);
    await deliver(new ProductUpdatedListener(), { ...event(3), price: 1.5, version });
    expect(await replica()).toEqual(state(3));
    const reason = `version ${version} is more than 1000000 ahead of 3`;
    expect(await DeadLetter.find().lean()).toMatchObject([{ reason }]);
    await updated(4);
    expect(await replica()).toEqual(state(4));
  });

  it('takes any version when it is missing or stale', async () => {
    const far = { ...event(3), version: 3_000_000 };
    await deliver(new ProductUpdatedListener(), far);
    expect(await replica()).toMatchObject({ version: 3_000_000 });
    for (const { model, stale } of replicas) await model.updateMany({}, stale);
    await deliver(new ProductUpdatedListener(), far);
    expect(await replica()).toMatchObject({ version: 3_000_000 });
    expect(await DeadLetter.countDocuments()).toBe(0);
  });

  it.each(Array.from({ length: 10 }, (_, round) => round))(
    'ends at version 20 when 0..20 come twice each, all at once and shuffled (%i)',
    async (round) => {
      const versions = Array.from({ length: 42 }, (_, n) => n % 21);
      // A fixed permutation for each round: 43 is prime, so every multiplier visits every place.
      const shuffled = versions.map((_, n) => versions[(((n + 1) * (round + 2)) % 43) - 1] as number);
      expect([...shuffled].sort((a, b) => a - b)).toEqual([...versions].sort((a, b) => a - b));
      await Promise.all(shuffled.map((version) => (version === 0 ? created() : updated(version))));
      expect(await replica()).toEqual(state(20));
      expect(await ProductReplica.countDocuments()).toBe(1);
    },
  );

  it('keeps the newer of the first two states when the older is inserted between its look and its insert', async () => {
    const insertTwice = async () => {
      await ProductReplica.create({ _id: id, ...state(0) });
      return ProductReplica.create({ _id: id, ...state(1) }); // refused, as the upsert would be
    };
    const update = jest.spyOn(ProductReplica, 'updateOne').mockImplementationOnce(insertTwice as never);
    await updated(1);
    update.mockRestore();
    expect(await replica()).toEqual(state(1));
  });

  it.each([
    ['cut off', '{"id":"'],
    ['without an id', { ...event(0), id: undefined }],
    ['with an id that is an operator', { ...event(0), id: { $gt: '' } }],
    ['with a negative stock', { ...event(0), quantity: -1 }],
    ['with a price in text', { ...event(0), price: '5' }],
    ['with a version that is no number', { ...event(0), version: null }],
    ['that is a list', [event(0)]],
  ])('dead-letters an event %s', async (_what, bad) => {
    for (const listener of [new ProductCreatedListener(), new ProductUpdatedListener()]) {
      await deliver(listener, bad);
    }
    expect(await ProductReplica.countDocuments()).toBe(0);
    expect(await DeadLetter.countDocuments()).toBe(2);
  });
});
