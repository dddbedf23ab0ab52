import { setTimeout as sleep } from 'node:timers/promises';
import { OrderStatus } from '@datnxecommerce/common';
import { newId, outboxOf, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { replicateProduct } from '../../domain/replicate-product';
import { Order } from '../../models/order';
import { ProductReplica } from '../../models/product-replica';
import { anApp, aProduct, aStoredOrder, orderIn, someObject, someText } from '../builders';

useDatabase();

const app = anApp();
const userId = newId();

const post = (body: object, on = app) =>
  request(on)
    .post('/api/orders')
    .set('Cookie', signedIn({ id: userId }))
    .send(body);

describe('POST /api/orders', () => {
  it('answers 429 to the user over the limit, and places no order', async () => {
    const limited = anApp({ perMinute: 1 });
    const items = [{ productId: await aProduct(), quantity: 1 }];
    expect((await post({ items }, limited)).status).toBe(201);
    expect((await post({ items }, limited)).status).toBe(429);
    expect(await Order.countDocuments()).toBe(1);
  });

  it('places an order at the titles and prices of the moment', async () => {
    const lamp = await aProduct({ title: 'Lamp', price: 0.1 });
    const desk = await aProduct({ title: 'Desk', price: 199.99 });
    const order = orderIn(
      await post({
        items: [
          { productId: lamp, quantity: 3 },
          { productId: desk, quantity: 1 },
        ],
      }).expect(201),
    );
    expect(order).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/) as unknown,
      userId,
      status: 'Created',
      items: [
        { productId: lamp, titleSnapshot: 'Lamp', priceSnapshot: 0.1, quantity: 3 },
        { productId: desk, titleSnapshot: 'Desk', priceSnapshot: 199.99, quantity: 1 },
      ],
      total: 200.29,
      version: 0,
      fulfilment: 'none',
      paid: false,
      refunded: false,
      createdAt: someText,
      updatedAt: order.createdAt,
    });
  });

  it('announces it with all that payments needs, in the same write', async () => {
    const productId = await aProduct();
    const order = orderIn(await post({ items: [{ productId, quantity: 2 }] }).expect(201));
    expect(await outboxOf(Order)).toEqual([
      {
        subject: 'order:created',
        key: `order:created:${order.id}:0`,
        data: {
          id: order.id,
          userId,
          status: 'Created',
          items: [{ productId, quantity: 2, priceSnapshot: 12.5, titleSnapshot: 'Lamp' }],
          total: 25,
          version: 0,
          meta: someObject,
        },
      },
    ]);
  });

  it('takes price, total, status, owner and id from nobody', async () => {
    const productId = await aProduct();
    const order = orderIn(
      await post({
        items: [{ productId, quantity: 1, priceSnapshot: 1, titleSnapshot: 'x', price: 1 }],
        total: 1,
        status: 'Complete',
        userId: newId(),
        version: 9,
        paid: true,
        outbox: [],
        id: productId,
        _id: productId,
      }).expect(201),
    );
    expect(order).toMatchObject({ userId, total: 12.5, status: 'Created', version: 0, paid: false });
    expect(order.id).not.toBe(productId);
    expect(order.items).toEqual([{ productId, titleSnapshot: 'Lamp', priceSnapshot: 12.5, quantity: 1 }]);
  });

  it('shows no internal field', async () => {
    const items = [{ productId: await aProduct(), quantity: 1 }];
    const { text } = await post({ items }).set('Idempotency-Key', 'k').expect(201);
    expect(text).not.toMatch(/"(_id|__v|rev|writeId|outbox|outboxAt|lease|idempotencyKey|paymentId)"/);
  });

  it('takes a product by its id in capital letters too', async () => {
    const productId = await aProduct();
    const order = orderIn(
      await post({ items: [{ productId: productId.toUpperCase(), quantity: 1 }] }).expect(201),
    );
    expect(order.items[0]?.productId).toBe(productId);
  });

  it('takes 50 products, and 1000 of one', async () => {
    const products = await Promise.all(Array.from({ length: 50 }, () => aProduct({ quantity: 1000 })));
    await post({
      items: products.map((productId, index) => ({ productId, quantity: index ? 1 : 1000 })),
    }).expect(201);
  });

  it('asks who it is for', async () => {
    await request(app)
      .post('/api/orders')
      .send({})
      .expect(401, { errors: [{ message: 'Not authorized', code: 'not_authorized' }] });
  });
});

describe('POST /api/orders with a bad request', () => {
  const listMessage = 'items must hold between 1 and 50 entries';

  it.each([
    ['nothing', {}],
    ['an empty list', { items: [] }],
    ['51 lines', { items: Array.from({ length: 51 }, () => ({ productId: newId(), quantity: 1 })) }],
    ['8000 lines', { items: Array.from({ length: 8000 }, () => 1) }],
    ['an object', { items: { 0: { productId: newId(), quantity: 1 }, length: 1 } }],
    ['text', { items: 'x' }],
    ['null', { items: null }],
    ['an operator', { items: { $ne: null } }],
    ['a list as the body', [{ productId: newId(), quantity: 1 }]],
  ])('returns 400 for %s instead of items', async (_what, body) => {
    await post(body).expect(400, {
      errors: [{ message: listMessage, field: 'items', code: 'invalid_field' }],
    });
  });

  it.each(['1', '', 'x'])('returns 400 for the text %p as a quantity', async (quantity) => {
    await post({ items: [{ productId: await aProduct(), quantity }] }).expect(400, {
      errors: [
        { message: 'quantity must be a number, not text', field: 'items[0].quantity', code: 'invalid_field' },
      ],
    });
  });

  it('returns 400 for a total that no card can be charged', async () => {
    const productId = await aProduct({ price: 0.49 });
    await post({ items: [{ productId, quantity: 1 }] }).expect(400, {
      errors: [{ message: 'Total must be at least $0.50', field: 'items', code: 'total_too_low' }],
    });
  });

  it.each([0, -1, 1.5, 1001, true, null, [1], { $gt: 0 }, 2 ** 53, undefined])(
    'returns 400 for %p as a quantity',
    async (quantity) => {
      await post({ items: [{ productId: await aProduct(), quantity }] }).expect(400, {
        errors: [
          {
            message: 'quantity must be a whole number between 1 and 1000',
            field: 'items[0].quantity',
            code: 'invalid_field',
          },
        ],
      });
    },
  );

  it.each([
    '',
    'x',
    '0123456789abcdef0123456',
    '0123456789abcdef01234567 ',
    12,
    null,
    ['0123456789abcdef01234567'],
    { $gt: '' },
    undefined,
  ])('returns 400 for %p as a product', async (productId) => {
    await post({ items: [{ productId, quantity: 1 }] }).expect(400, {
      errors: [
        { message: 'productId must be a valid id', field: 'items[0].productId', code: 'invalid_field' },
      ],
    });
  });

  it.each([5, null, 'x', []])(
    'returns 400 for %p as a line, with one entry for each bad field',
    async (line) => {
      const answer = await post({ items: [{ productId: newId(), quantity: 1 }, line] }).expect(400);
      const { errors } = answer.body as { errors: { field: string }[] };
      expect(errors.map(({ field }) => field)).toEqual(['items[1].productId', 'items[1].quantity']);
    },
  );

  it('returns 400 for items that are in the address instead of the body', async () => {
    await request(app)
      .post('/api/orders?items=a&items=b')
      .set('Cookie', signedIn())
      .send({})
      .expect(400, { errors: [{ message: listMessage, field: 'items', code: 'invalid_field' }] });
  });

  it('returns 400 for a product named twice, whatever its letter case', async () => {
    const productId = await aProduct();
    const lines = [productId, await aProduct(), productId.toUpperCase(), productId];
    await post({ items: lines.map((id) => ({ productId: id, quantity: 1 })) }).expect(400, {
      errors: [
        { message: 'Product is in the order twice', field: 'items[2].productId', code: 'duplicate_product' },
        { message: 'Product is in the order twice', field: 'items[3].productId', code: 'duplicate_product' },
      ],
    });
  });

  it('more than there is, product by product', async () => {
    const items = [
      { productId: await aProduct({ title: 'Lamp', quantity: 2 }), quantity: 3 },
      { productId: await aProduct({ title: 'Desk', quantity: 1 }), quantity: 1 },
      { productId: await aProduct({ title: 'Chair', quantity: 0 }), quantity: 1 },
    ];
    await post({ items }).expect(400, {
      errors: [
        { message: 'Not enough stock for Lamp', code: 'not_enough_stock' },
        { message: 'Not enough stock for Chair', code: 'not_enough_stock' },
      ],
    });
    expect(await Order.countDocuments()).toBe(0);
  });

  it('what is not for sale any more, also of what is sold out', async () => {
    const items = [
      { productId: await aProduct({ title: 'Lamp', listed: false }), quantity: 1 },
      { productId: await aProduct({ title: 'Desk', listed: true }), quantity: 1 },
      { productId: await aProduct({ title: 'Chair', quantity: 0, listed: false }), quantity: 1 },
    ];
    await post({ items }).expect(400, {
      errors: [
        { message: 'Lamp is no longer for sale', code: 'not_for_sale' },
        { message: 'Chair is no longer for sale', code: 'not_for_sale' },
      ],
    });
    expect(await Order.countDocuments()).toBe(0);
  });

  it('returns 400 for a total over 999,999.99', async () => {
    const productId = await aProduct({ price: 500_000 });
    await post({ items: [{ productId, quantity: 2 }] }).expect(400, {
      errors: [{ message: 'Total must be at most 999999.99', field: 'items', code: 'total_too_high' }],
    });
  });

  it('returns 404 for an unknown product, after a while in which its event could have arrived', async () => {
    const items = [
      { productId: await aProduct(), quantity: 1 },
      { productId: newId(), quantity: 1 },
    ];
    const startedAt = performance.now();
    await post({ items }).expect(404, { errors: [{ message: 'Not Found', code: 'not_found' }] });
    expect(performance.now() - startedAt).toBeGreaterThan(1000);
  });

  it('returns 503 for an unknown product while no event can arrive', async () => {
    const items = [{ productId: newId(), quantity: 1 }];
    await post({ items }, anApp({ isBusConnected: false }))
      .expect(503, { errors: [{ message: 'Service temporarily unavailable', code: 'service_unavailable' }] })
      .expect('Retry-After', '1');
  });
});

describe('POST /api/orders and events in flight', () => {
  it('takes a product whose creation is consumed only now', async () => {
    const id = newId();
    const answer = post({ items: [{ productId: id, quantity: 1 }] }).then(({ status }) => status);
    await sleep(150);
    await replicateProduct({ id, title: 'New', price: 1, quantity: 1, userId: newId(), version: 0 });
    expect(await answer).toBe(201);
  });

  it('takes a product whose new stock is consumed only now', async () => {
    const id = await aProduct({ quantity: 0 });
    const answer = post({ items: [{ productId: id, quantity: 5 }] }).then(({ status }) => status);
    await sleep(80);
    await ProductReplica.updateOne({ _id: id }, { quantity: 5 });
    expect(await answer).toBe(201);
  });

  it('takes known products while the broker is unavailable', async () => {
    const items = [{ productId: await aProduct(), quantity: 1 }];
    await post({ items }, anApp({ isBusConnected: false })).expect(201);
  });
});

describe('POST /api/orders with MAX_OPEN_ORDERS', () => {
  it('refuses one more unpaid order, until one is paid or cancelled', async () => {
    const userId = newId();
    const app = anApp({ maxOpenOrders: 2 });
    const placed = await aStoredOrder({ userId });
    await aStoredOrder({ userId, status: OrderStatus.Complete });
    await aStoredOrder();
    const items = [{ productId: await aProduct(), quantity: 1 }];
    const order = (key: string) =>
      request(app)
        .post('/api/orders')
        .set('Cookie', signedIn({ id: userId }))
        .set('Idempotency-Key', key)
        .send({ items });
    await order('second').expect(201);
    await order('third').expect(400, {
      errors: [
        {
          message: 'You have too many unpaid orders; pay or cancel one first',
          code: 'too_many_open_orders',
        },
      ],
    });
    await order('second').expect(201);
    await Order.updateOne({ _id: placed._id }, { status: OrderStatus.Cancelled });
    await order('third').expect(201);
  });
});
