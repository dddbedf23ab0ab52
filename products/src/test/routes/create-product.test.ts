import { interceptReads, newId, outboxOf, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { Product } from '../../models/product';
import { testApp, answerTo } from '../builders';
import { numbersAsText, refusedBodies, refusedFields, refusedImageUrls } from './refused-fields';

useDatabase();
afterEach(() => jest.restoreAllMocks());
const app = testApp();
const seller = newId();
const lamp = { title: 'Lamp', price: 12.5, quantity: 3 };

const post = (body: object, cookie = signedIn({ id: seller }), to = app) =>
  request(to).post('/api/products').set('Cookie', cookie).send(body);

describe('POST /api/products', () => {
  it('answers 429 to the seller over the limit', async () => {
    const limited = testApp({ perMinute: 1 });
    const cookie = signedIn();
    expect((await post(lamp, cookie, limited)).status).toBe(201);
    expect((await post(lamp, cookie, limited)).status).toBe(429);
  });

  it('creates a product of the signed-in seller at version 0 and announces it', async () => {
    const { status, body } = await answerTo(post(lamp));
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
      ...lamp,
      userId: seller,
      version: 0,
      listed: true,
      createdAt: expect.any(String) as string,
      updatedAt: expect.any(String) as string,
    });
    const { id } = body as { id: string };
    expect(await outboxOf(Product)).toMatchObject([
      {
        subject: 'product:created',
        key: `product:created:${id}:0`,
        data: { id, ...lamp, userId: seller, version: 0 },
      },
    ]);
    await request(app).get(`/api/products/${id}`).expect(200, body);
  });

  it('takes description, category, image and shop name, trimmed', async () => {
    const { status, body } = await answerTo(
      post({
        ...lamp,
        title: '  Lamp ',
        description: ' Warm light ',
        category: ' Home ',
        imageUrl: ' https://images.example.com/lamp.jpg?w=1&h=2 ',
        shopName: ' Oak & Iron ',
      }),
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({
      title: 'Lamp',
      description: 'Warm light',
      category: 'Home',
      imageUrl: 'https://images.example.com/lamp.jpg?w=1&h=2',
      shopName: 'Oak & Iron',
    });
  });

  it.each([
    { quantity: 0 },
    { quantity: 1_000_000 },
    { price: 0.01 },
    { price: 999_999.99 },
    { title: 'x'.repeat(200) },
    { title: '<script>alert(1)</script>' },
    { description: 'x'.repeat(2000) },
    { category: 'x'.repeat(60) },
    { shopName: 'x'.repeat(60) },
    { imageUrl: 'HTTPS://localhost:8443/a.png' },
  ])('takes %j', async (field) => {
    const { status, body } = await answerTo(post({ ...lamp, ...field }));
    expect(status).toBe(201);
    expect(body).toMatchObject(field);
  });

  it('leaves blank optional fields out', async () => {
    const { status, body } = await answerTo(post({ ...lamp, description: ' ', category: '', imageUrl: '' }));
    expect(status).toBe(201);
    for (const field of ['description', 'category', 'imageUrl']) expect(body).not.toHaveProperty(field);
  });

  it('ignores what a seller has no say in, wherever it is sent', async () => {
    const id = newId();
    const foreign = {
      userId: newId(),
      version: 7,
      _id: id,
      id,
      outbox: [{}],
      marks: [{}],
      createdAt: 0,
      rev: 9,
    };
    const { status, body } = await answerTo(
      request(app)
        .post('/api/products?category=queried')
        .set('Cookie', signedIn({ id: seller }))
        .set('description', 'from a header')
        .send({ ...lamp, ...foreign }),
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({ userId: seller, version: 0 });
    expect((body as { id: string }).id).not.toBe(id);
    expect(Object.keys(body as object).sort()).toEqual(
      ['id', 'title', 'price', 'quantity', 'userId', 'version', 'listed', 'createdAt', 'updatedAt'].sort(),
    );
  });

  it('refuses one who is not signed in', async () => {
    await request(app)
      .post('/api/products')
      .send(lamp)
      .expect(401, { errors: [{ message: 'Not authorized', code: 'not_authorized' }] });
    expect(await Product.countDocuments()).toBe(0);
  });

  it('names every bad field at once', async () => {
    const { status, body } = await answerTo(post({ title: '', price: 0, quantity: -1 }));
    expect(status).toBe(400);
    expect(body).toEqual({
      errors: [
        { field: 'title', message: 'Title must be between 1 and 200 characters', code: 'invalid_field' },
        {
          field: 'price',
          message: 'Price must be between 0.01 and 999999.99 with at most two decimals',
          code: 'invalid_field',
        },
        {
          field: 'quantity',
          message: 'Quantity must be a whole number between 0 and 1000000',
          code: 'invalid_field',
        },
      ],
    });
  });

  it.each(['title', 'price', 'quantity'])('needs %s', async (field) => {
    const { status, body } = await answerTo(post({ ...lamp, [field]: undefined }));
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ field }] });
  });

  it('takes no field from the query in place of the body', async () => {
    const { status } = await request(app)
      .post('/api/products?title=Lamp')
      .set('Cookie', signedIn())
      .send({ price: 1, quantity: 1 });
    expect(status).toBe(400);
  });

  it.each(numbersAsText)('says of %s %j that it must be a number', async (field, value, message) => {
    await post({ ...lamp, [field]: value }).expect(400, {
      errors: [{ message, field, code: 'invalid_field' }],
    });
  });

  it('takes null for left out', async () => {
    const { body } = await answerTo(
      post({ ...lamp, description: null, category: null, imageUrl: null }).expect(201),
    );
    for (const field of ['description', 'category', 'imageUrl']) expect(body).not.toHaveProperty(field);
    await post({ ...lamp, title: null }).expect(400);
    await post({ ...lamp, price: null }).expect(400);
  });

  it.each(refusedFields)('refuses %s %j', async (field, value) => {
    const { status, body } = await answerTo(post({ ...lamp, [field]: value }));
    expect(status).toBe(400);
    expect(body).toEqual({
      errors: [{ field, message: expect.any(String) as string, code: 'invalid_field' }],
    });
    expect(await Product.countDocuments()).toBe(0);
  });

  it.each(refusedImageUrls)('refuses the image %j', async (imageUrl) => {
    const { body } = await answerTo(post({ ...lamp, imageUrl }).expect(400));
    expect(body).toEqual({
      errors: [
        {
          field: 'imageUrl',
          message: 'Picture address must be an https address of at most 500 characters',
          code: 'invalid_field',
        },
      ],
    });
  });

  it.each(refusedBodies)('refuses the body %s', async (raw, type, status) => {
    const answer = await request(app)
      .post('/api/products')
      .set('Cookie', signedIn())
      .set('Content-Type', type)
      .send(raw);
    expect(answer.status).toBe(status);
    expect((answer.body as { errors: unknown[] }).errors).toContainEqual(
      expect.objectContaining({ message: expect.any(String) as string }),
    );
  });
});

describe('POST /api/products with Idempotency-Key', () => {
  const postKeyed = (key: string, body: object, id = seller) =>
    post(body, signedIn({ id })).set('Idempotency-Key', key);

  it('makes one product of a repeated request', async () => {
    const first = await postKeyed('key-1', lamp).expect(201);
    const again = await postKeyed('key-1', { quantity: 3, price: 12.5, title: ' Lamp ' }).expect(201);
    expect(again.body).toEqual(first.body);
    expect(await Product.countDocuments()).toBe(1);
    expect(await outboxOf(Product)).toHaveLength(1);
  });

  it('makes one product of ten requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => postKeyed('key-1', lamp)));
    expect(new Set(answers.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    expect(await Product.countDocuments()).toBe(1);
  });

  it('makes one product also when another replica makes it at the same moment', async () => {
    const first = await postKeyed('key-1', lamp).expect(201);
    const reads = interceptReads([Product], (read) => (reads.length === 1 ? Promise.resolve([]) : read()));
    const again = await postKeyed('key-1', lamp).expect(201);
    expect(again.body).toEqual(first.body);
    expect(await Product.countDocuments()).toBe(1);
  });

  it('refuses the key for another body', async () => {
    await postKeyed('key-1', lamp).expect(201);
    await postKeyed('key-1', { ...lamp, price: 13 }).expect(400, {
      errors: [
        {
          message: 'Idempotency-Key was used for another request',
          field: 'idempotency-key',
          code: 'idempotency_key_reused',
        },
      ],
    });
    expect(await Product.countDocuments()).toBe(1);
  });

  it('is a matter of each seller, and needs no key', async () => {
    await postKeyed('key-1', lamp).expect(201);
    await postKeyed('key-1', lamp, newId()).expect(201);
    await postKeyed('key 2', lamp).expect(201);
    await post(lamp).expect(201);
    await post(lamp).expect(201);
    expect(await Product.countDocuments()).toBe(5);
  });

  it.each(['', 'caf\u00e9', 'x'.repeat(256)])('refuses the key "%s"', async (key) => {
    const { body } = await answerTo(postKeyed(key, lamp).expect(400));
    expect(body).toEqual({
      errors: [
        {
          field: 'idempotency-key',
          message: 'Idempotency-Key must be 1 to 255 printable ASCII characters',
          code: 'invalid_field',
        },
      ],
    });
  });

  it('shows neither key nor fingerprint', async () => {
    const { text } = await postKeyed('key-1', lamp);
    expect(text).not.toMatch(
      /key-1|idempotency|requestHash|search|marks|stockLedger|outbox|rev|writeId|lease|_id|__v/,
    );
  });
});

describe('POST /api/products with MAX_PRODUCTS_PER_SELLER', () => {
  it('refuses one more product, and still answers a repeated request', async () => {
    const limited = testApp({ maxPerSeller: 1 });
    const send = (id: string, key: string) =>
      request(limited)
        .post('/api/products')
        .set('Cookie', signedIn({ id }))
        .set('Idempotency-Key', key)
        .send(lamp);
    await send(seller, 'first').expect(201);
    await send(seller, 'second').expect(400, {
      errors: [{ message: 'You offer as many products as one seller may', code: 'too_many_products' }],
    });
    await send(seller, 'first').expect(201);
    await send(newId(), 'first').expect(201);
  });
});
