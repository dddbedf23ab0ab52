import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, useDatabase } from '@datnxecommerce/common/testing';
import { ProductCreatedListener } from '../../events/listeners/product-created-listener';
import { ProductUpdatedListener } from '../../events/listeners/product-updated-listener';
import { ProductReplica } from '../../models/product-replica';
import { productEvent } from '../builders';

useDatabase();

describe.each([
  ['product:created', new ProductCreatedListener()],
  ['product:updated', new ProductUpdatedListener()],
])('%s', (subject, listener) => {
  const stored = () => ProductReplica.find({}, { _id: 0 }).lean();

  it('is applied once when it is delivered twice', async () => {
    const event = productEvent({ version: 3 });
    await deliver(listener, event);
    await deliver(listener, event);
    expect(await stored()).toEqual([{ title: 'Lamp', version: 3 }]);
  });

  it('replaces an older state and ignores a late one', async () => {
    const id = newId();
    await deliver(listener, productEvent({ id, version: 1, title: 'Old lamp' }));
    await deliver(listener, productEvent({ id, version: 7 }));
    await deliver(listener, productEvent({ id, version: 6, title: 'Late lamp' }));
    expect(await stored()).toEqual([{ title: 'Lamp', version: 7 }]);
  });

  it('becomes a dead letter when it is malformed', async () => {
    await deliver(listener, '{');
    await expect(DeadLetter.find().lean()).resolves.toMatchObject([{ subject, raw: '{' }]);
    expect(await stored()).toEqual([]);
  });
});
