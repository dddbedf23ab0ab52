import { setTimeout as sleep } from 'node:timers/promises';
import { newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { Cart } from '../../models/cart';
import { aCart, anApp, aProduct } from '../builders';
import { refusesStrangers } from './refusals';

useDatabase();

const app = anApp();
const post = (id: string, body: unknown, to = app) =>
  request(to)
    .post('/api/cart/items')
    .set('Cookie', signedIn({ id }))
    .set('Content-Type', 'application/json')
    .send(JSON.stringify(body));

const PRODUCT = { message: 'productId must be a valid id', field: 'productId', code: 'invalid_field' };
const QUANTITY = {
  message: 'Quantity must be a whole number between 1 and 1000',
  field: 'quantity',
  code: 'invalid_field',
};

describe('POST /api/cart/items', () => {
  refusesStrangers('post', '/api/cart/items');

  it('answers 429 to the user over the limit, and serves others', async () => {
    const limited = anApp({ perMinute: 1 });
    const [id, line] = [newId(), { productId: await aProduct(), quantity: 1 }];
    expect((await post(id, line, limited)).status).toBe(201);
    expect((await post(id, line, limited)).status).toBe(429);
    expect((await post(newId(), line, limited)).status).toBe(201);
  });

  it('puts a product into a cart, which it makes, and answers with the cart', async () => {
    const [id, productId] = [newId(), await aProduct()];
    const answer = await post(id, { productId, quantity: 2 });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ userId: id, items: [{ productId, quantity: 2 }] });
    expect(await Cart.findOne({ userId: id }).lean()).toMatchObject({
      userId: id,
      items: [{ productId, quantity: 2 }],
    });
  });

  it('sets the quantity: the same call twice changes nothing more', async () => {
    const [id, productId] = [newId(), await aProduct()];
    await post(id, { productId, quantity: 2 });
    const before = await Cart.findOne({ userId: id }).select('+rev').lean();
    const again = await post(id, { productId, quantity: 2 });
    expect(again.status).toBe(201);
    expect(again.body).toEqual({ userId: id, items: [{ productId, quantity: 2 }] });
    expect(await Cart.findOne({ userId: id }).select('+rev').lean()).toEqual(before);
    const less = await post(id, { productId, quantity: 1 });
    expect(less.body).toEqual({ userId: id, items: [{ productId, quantity: 1 }] });
  });

  it('knows a product whose id is written in capitals as the same', async () => {
    const [id, productId] = [newId(), await aProduct('abcdefabcdefabcdefabcdef')];
    await post(id, { productId, quantity: 2 });
    const answer = await post(id, { productId: productId.toUpperCase(), quantity: 3 });
    expect(answer.body).toEqual({ userId: id, items: [{ productId, quantity: 3 }] });
  });

  it.each([1, 1000])('takes %i of a product', async (quantity) => {
    expect((await post(newId(), { productId: await aProduct(), quantity })).status).toBe(201);
  });

  it.each(['1', '', 'x'])('refuses the text %p as a quantity', async (quantity) => {
    const answer = await post(newId(), { productId: await aProduct(), quantity });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [{ message: 'Quantity must be a number, not text', field: 'quantity', code: 'invalid_field' }],
    });
  });

  it.each([undefined, null, 0, -1, 1.5, [1], { $gt: 0 }, true, 1001, 2 ** 53, 1e308])(
    'refuses the quantity %p',
    async (quantity) => {
      const answer = await post(newId(), { productId: await aProduct(), quantity });
      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ errors: [QUANTITY] });
      await expect(Cart.countDocuments()).resolves.toBe(0);
    },
  );

  it('refuses a quantity beyond all numbers', async () => {
    const answer = await request(app)
      .post('/api/cart/items')
      .set('Cookie', signedIn())
      .set('Content-Type', 'application/json')
      .send(`{"productId":"${await aProduct()}","quantity":1e309}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [QUANTITY] });
  });

  it.each([
    undefined,
    null,
    '',
    'abc',
    5,
    { $gt: '' },
    { $ne: null },
    [newId()],
    `${newId()}0`,
    'x'.repeat(5000),
  ])('refuses the product id %p', async (productId) => {
    const answer = await post(newId(), { productId, quantity: 1 });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [PRODUCT] });
  });

  it.each([{}, [], { $where: 'sleep(5000)' }])('names both fields when the body is %j', async (body) => {
    const answer = await post(newId(), body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [PRODUCT, QUANTITY] });
  });

  it('takes its input from the body and from nowhere else', async () => {
    const answer = await request(app)
      .post(`/api/cart/items?productId=${await aProduct()}&quantity=1`)
      .set('Cookie', signedIn())
      .send({});
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [PRODUCT, QUANTITY] });
  });

  it('ignores what else is sent', async () => {
    const [id, other, productId] = [newId(), newId(), await aProduct()];
    const answer = await post(id, { productId, quantity: 1, userId: other, inbox: ['x'], price: 1 });
    expect(answer.body).toEqual({ userId: id, items: [{ productId, quantity: 1 }] });
    expect(await Cart.find().lean()).toMatchObject([{ userId: id, inbox: [] }]);
  });

  it('answers 404 to a product that no event announced', async () => {
    const answer = await post(newId(), { productId: newId(), quantity: 1 });
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ errors: [{ message: 'Not Found', code: 'not_found' }] });
    await expect(Cart.countDocuments()).resolves.toBe(0);
  });

  it('does not call a product unknown while no event can arrive', async () => {
    const answer = await post(newId(), { productId: newId(), quantity: 1 }, anApp({ isBusConnected: false }));
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({
      errors: [{ message: 'Service temporarily unavailable', code: 'service_unavailable' }],
    });
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('takes a known product while the broker is unavailable', async () => {
    const body = { productId: await aProduct(), quantity: 1 };
    expect((await post(newId(), body, anApp({ isBusConnected: false }))).status).toBe(201);
  });

  it('waits for a product whose event is still under way', async () => {
    const productId = newId();
    const [answer] = await Promise.all([
      post(newId(), { productId, quantity: 1 }),
      sleep(300).then(() => aProduct(productId)),
    ]);
    expect(answer.status).toBe(201);
  });

  it('takes fifty products and not one more', async () => {
    const products = await Promise.all(Array.from({ length: 51 }, () => aProduct()));
    const [first = '', last = ''] = [products[0], products.pop()];
    const id = await aCart(products.map((productId) => ({ productId, quantity: 1 })));
    const refused = await post(id, { productId: last, quantity: 1 });
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual({
      errors: [{ message: 'A cart holds at most 50 products', code: 'cart_full' }],
    });
    expect((await post(id, { productId: first, quantity: 9 })).status).toBe(201);
  });

  it('loses none of twenty products that one user adds at once, into one cart', async () => {
    const id = newId();
    const products = await Promise.all(Array.from({ length: 20 }, () => aProduct()));
    const answers = await Promise.all(products.map((productId) => post(id, { productId, quantity: 1 })));
    expect(answers.map(({ status }) => status)).toEqual(products.map(() => 201));
    const carts = await Cart.find().lean();
    expect(carts).toHaveLength(1);
    expect(carts[0]?.items.map(({ productId }) => productId).toSorted()).toEqual(products.toSorted());
  });

  it('refuses a second cart of a user from any writer', async () => {
    const id = await aCart([]);
    await expect(aCart([], id)).rejects.toMatchObject({ code: 11000 });
  });
});
