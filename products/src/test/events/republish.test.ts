import type { OutboxEntry } from '@datnxecommerce/common';
import { newId, outboxOf, useDatabase } from '@datnxecommerce/common/testing';
import { pruneMarks } from '../../domain/prune-marks';
import { putBackStock } from '../../domain/put-back-stock';
import { takeFromStock } from '../../domain/take-from-stock';
import { updateProduct } from '../../domain/update-product';
import { eventSources } from '../../events/republish';
import { Fulfilment } from '../../models/fulfilment';
import { Product } from '../../models/product';
import { paymentFor, productsHolding, quantitiesOf } from '../builders';

useDatabase();

const [products, fulfilments] = eventSources;
const published = (entries: OutboxEntry[] = []) =>
  entries.map(({ key, data }) => {
    const { meta, ...fields } = JSON.parse(data) as { meta: unknown };
    return { key, fields, hasMeta: meta !== undefined };
  });

it('a product republishes its creation, or its newest state', async () => {
  const [id = ''] = await productsHolding(3);
  const made = await Product.findById(id).lean();
  expect(published(products?.eventsOf(made as object))).toMatchObject([
    { key: `product:created:${id}:0`, fields: { id, quantity: 3, version: 0 }, hasMeta: true },
  ]);
  const [{ userId } = { userId: '' }] = await Product.find().lean();
  await updateProduct(id, { userId, fields: { quantity: 7 } });
  const changed = await Product.findById(id).lean();
  expect(published(products?.eventsOf(changed as object))).toMatchObject([
    { key: `product:updated:${id}:1`, fields: { id, quantity: 7, version: 1 } },
  ]);
});

it('a fulfilment republishes its end exactly as the first time, and nothing before it', async () => {
  const ids = await productsHolding(1);
  await takeFromStock(paymentFor(newId(), ids));
  await takeFromStock(paymentFor(newId(), ids));
  await putBackStock(newId());
  const first = await outboxOf(Fulfilment);
  expect(first.map(({ subject }) => subject).sort()).toEqual(['stock:confirmed', 'stock:rejected']);
  const again = (await Fulfilment.find().sort({ _id: 1 }).lean()).flatMap((document) =>
    published(fulfilments?.eventsOf(document)),
  );
  expect(again.map(({ key, fields }) => ({ key, ...fields }))).toEqual(
    first.map(({ key, data: { meta: _, ...fields } }) => ({ key, ...fields })),
  );
  const ended = await Fulfilment.findOne({ status: 'applied' }).lean();
  const [entry] = fulfilments?.eventsOf({ ...ended, updatedAt: new Date(0) }) ?? [];
  expect(JSON.parse(entry?.data ?? '')).toMatchObject({ meta: { time: new Date(0).toISOString() } });
});

it('a republished payment takes no stock again, also when its marks are forgotten', async () => {
  const ids = await productsHolding(5);
  const payment = paymentFor(newId(), ids);
  await takeFromStock(payment);
  await Fulfilment.updateMany({}, { pruneAt: new Date(0) });
  await pruneMarks();
  await takeFromStock(payment);
  expect(await quantitiesOf(ids)).toEqual([4]);
  expect(await Product.findOne().lean()).toMatchObject({ version: 1, marks: [] });
});
