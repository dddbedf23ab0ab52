import { newId, outboxOf, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { Order } from '../../models/order';
import { ProductReplica } from '../../models/product-replica';
import { anApp, aProduct, aStoredOrder, orderIn } from '../builders';

useDatabase();

const app = anApp();
const userId = newId();

const post = (items: object[], key?: string, user = userId) => {
  const call = request(app)
    .post('/api/orders')
    .set('Cookie', signedIn({ id: user }));
  return (key === undefined ? call : call.set('Idempotency-Key', key)).send({ items });
};

describe('Idempotency-Key on POST /api/orders', () => {
  it('answers the same request again with the same order', async () => {
    const items = [{ productId: await aProduct(), quantity: 1 }];
    const first = await post(items, 'checkout-1').expect(201);
    const second = await post(items, 'checkout-1').expect(201);
    expect(second.body).toEqual(first.body);
    expect(await outboxOf(Order)).toHaveLength(1);
  });

  it('answers a repeated request only once the journal has the order that it read', async () => {
    const items = [{ productId: await aProduct(), quantity: 1 }];
    await post(items, 'checkout-1').expect(201);
    const journal = jest
      .spyOn(Order.collection, 'updateMany')
      .mockRejectedValueOnce(new Error('the database died'));
    try {
      await post(items, 'checkout-1').expect(500);
      await post(items, 'checkout-1').expect(201);
      expect(journal).toHaveBeenCalledTimes(2);
    } finally {
      journal.mockRestore();
    }
  });

  it('does so even when this very order has used up the stock, and whatever became of the product', async () => {
    const items = [{ productId: await aProduct({ quantity: 1 }), quantity: 1 }];
    const first = await post(items, 'checkout-1').expect(201);
    await ProductReplica.updateMany({}, { quantity: 0, price: 99, version: 1 });
    const second = await post(items, 'checkout-1').expect(201);
    expect(second.body).toEqual(first.body);
  });

  it('places one order however many come at once', async () => {
    const items = [{ productId: await aProduct(), quantity: 1 }];
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(items, 'double click')));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map((answer) => orderIn(answer).id)).size).toBe(1);
    expect(await Order.countDocuments()).toBe(1);
    expect(await outboxOf(Order)).toHaveLength(1);
  });

  it('holds between replicas too: the database keeps each key of a user once', async () => {
    await aStoredOrder({ userId, idempotencyKey: 'a' });
    await expect(aStoredOrder({ userId, idempotencyKey: 'a' })).rejects.toThrow(/duplicate key/);
  });

  it('refuses other items under a used key', async () => {
    const productId = await aProduct();
    await post([{ productId, quantity: 1 }], 'checkout-1').expect(201);
    await post([{ productId, quantity: 2 }], 'checkout-1').expect(400, {
      errors: [
        {
          message: 'Idempotency-Key belongs to an order of other items',
          field: 'idempotency-key',
          code: 'idempotency_key_reused',
        },
      ],
    });
    expect(await Order.countDocuments()).toBe(1);
  });

  it('separates users, and keys', async () => {
    const items = [{ productId: await aProduct(), quantity: 1 }];
    const ids = new Set<string>();
    // One after the other: requests at once would all find no order under their key.
    for (const call of [() => post(items, 'a'), () => post(items, 'b'), () => post(items, 'a', newId())])
      ids.add(orderIn(await call().expect(201)).id);
    expect(ids.size).toBe(3);
  });

  it('is optional: without it each request is an order of its own', async () => {
    const items = [{ productId: await aProduct(), quantity: 1 }];
    const [first, second] = [await post(items).expect(201), await post(items).expect(201)];
    expect(orderIn(second).id).not.toBe(orderIn(first).id);
  });

  it.each([
    ['of no character', ''],
    ['of 256 characters', 'x'.repeat(256)],
    ['with a letter outside ASCII', 'caf\u00e9'],
    ['with a tab', 'a\tb'],
  ])('refuses a key %s', async (_what, key) => {
    await post([{ productId: await aProduct(), quantity: 1 }], key).expect(400, {
      errors: [
        {
          message: 'Idempotency-Key must be 1 to 255 printable ASCII characters',
          field: 'idempotency-key',
          code: 'invalid_field',
        },
      ],
    });
    expect(await Order.countDocuments()).toBe(0);
  });

  it('takes a key of 200 characters', async () => {
    await post([{ productId: await aProduct(), quantity: 1 }], 'x'.repeat(200)).expect(201);
  });
});
