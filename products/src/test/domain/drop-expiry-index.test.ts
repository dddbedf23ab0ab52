import { useDatabase } from '@datnxecommerce/common/testing';
import { jobs } from '../../jobs';
import { Fulfilment } from '../../models/fulfilment';

useDatabase();

const indexNames = async () => (await Fulfilment.collection.indexes()).map(({ name }) => name);

it('a job drops the index that removes tombstones, and only it, however often it runs', async () => {
  const job = jobs.find(({ name }) => name === 'index of an earlier version');
  await Fulfilment.createIndexes();
  const declared = await indexNames();
  await Fulfilment.collection.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  expect(await indexNames()).toContain('expiresAt_1');
  for (const _time of [1, 2]) await job?.run(new AbortController().signal);
  expect(await indexNames()).toEqual(declared);
});
