import { newId, outboxOf, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { takeFromStock } from '../../domain/take-from-stock';
import { Product } from '../../models/product';
import { paymentFor, storedProduct, testApp, answerTo } from '../builders';
import {
  numbersAsText,
  refusedBodies,
  refusedFields,
  refusedImageUrls,
  unusualFields,
} from './refused-fields';

useDatabase();
const app = testApp();
const seller = newId();

const put = (id: string, body: object, cookie = signedIn({ id: seller })) =>
  request(app).put(`/api/products/${id}`).set('Cookie', cookie).send(body);

const stored = (id: string) => Product.findById(id).lean();

describe('PUT /api/products/:id', () => {
  it('changes what is given, raises the version and announces the new state', async () => {
    const id = await storedProduct({ userId: seller, version: 3, category: 'Home' });
    const { status, body } = await answerTo(put(id, { title: 'Desk lamp', price: 20 }));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      title: 'Desk lamp',
      price: 20,
      quantity: 10,
      version: 4,
      category: 'Home',
    });
    expect(await outboxOf(Product)).toMatchObject([
      {
        subject: 'product:updated',
        key: `product:updated:${id}:4`,
        data: { id, title: 'Desk lamp', price: 20, quantity: 10, userId: seller, version: 4 },
      },
    ]);
    await request(app).get(`/api/products/${id}`).expect(200, body);
  });

  it.each([
    { title: 'Other' },
    { price: 1 },
    { quantity: 0 },
    { description: 'Text' },
    { category: 'Home' },
    { imageUrl: 'https://images.example.com/a.png' },
    { title: 'Lamp' },
  ])('takes %j alone', async (field) => {
    const id = await storedProduct({ userId: seller });
    const { status, body } = await answerTo(put(id, field));
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...field, version: 1 });
  });

  it('removes an optional field that is blank', async () => {
    const id = await storedProduct({
      userId: seller,
      description: 'Text',
      category: 'Home',
      imageUrl: '/a.png',
    });
    const { body } = await answerTo(put(id, { description: '', category: ' ', imageUrl: '' }).expect(200));
    for (const field of ['description', 'category', 'imageUrl']) {
      expect(body).not.toHaveProperty(field);
      expect(await stored(id)).not.toHaveProperty(field);
    }
  });

  it('is found under its new words and no longer under the old ones', async () => {
    const id = await storedProduct({ userId: seller, title: 'Lamp', category: 'Home' });
    await put(id, { title: 'Chair', category: 'Garden' }).expect(200);
    for (const [query, found] of Object.entries({
      'q=chair': 1,
      'q=lamp': 0,
      'category=garden': 1,
      'category=home': 0,
    }))
      expect((await request(app).get(`/api/products?${query}`)).body).toHaveLength(found);
  });

  it('ignores what a seller has no say in', async () => {
    const id = await storedProduct({ userId: seller });
    const foreign = {
      userId: newId(),
      version: 99,
      _id: newId(),
      id: newId(),
      marks: [],
      outbox: [],
      createdAt: 0,
    };
    const { body } = await answerTo(put(id, { ...foreign, price: 1 }).expect(200));
    expect(body).toMatchObject({ id, userId: seller, version: 1 });
    await put(id, foreign).expect(400, {
      errors: [{ message: 'At least one field must be given', code: 'no_fields' }],
    });
  });

  it('refuses an empty change', async () => {
    const id = await storedProduct({ userId: seller });
    await put(id, {}).expect(400, {
      errors: [{ message: 'At least one field must be given', code: 'no_fields' }],
    });
    expect(await stored(id)).toMatchObject({ version: 0 });
  });

  it('refuses another seller, and changes nothing', async () => {
    const id = await storedProduct();
    await put(id, { price: 1 }).expect(403, { errors: [{ message: 'Forbidden', code: 'forbidden' }] });
    expect(await stored(id)).toMatchObject({ price: 12.5, version: 0 });
    expect(await outboxOf(Product)).toEqual([]);
  });

  it('refuses one who is not signed in', async () => {
    const id = await storedProduct({ userId: seller });
    await request(app)
      .put(`/api/products/${id}`)
      .send({ price: 1 })
      .expect(401, { errors: [{ message: 'Not authorized', code: 'not_authorized' }] });
  });

  it.each([newId(), 'none', '$where', 'x'.repeat(5000)])('does not find %s', async (id) => {
    await put(id, { price: 1 }).expect(404, { errors: [{ message: 'Not Found', code: 'not_found' }] });
  });

  it.each(refusedFields)('refuses %s %j', async (field, value) => {
    const id = await storedProduct({ userId: seller });
    const { status, body } = await answerTo(put(id, { [field]: value }));
    expect(status).toBe(400);
    expect(body).toEqual({
      errors: [{ field, message: expect.any(String) as string, code: 'invalid_field' }],
    });
    expect(await stored(id)).toMatchObject({ version: 0 });
  });

  it.each(numbersAsText)('says of %s %j that it must be a number', async (field, value, message) => {
    const id = await storedProduct({ userId: seller });
    await put(id, { [field]: value }).expect(400, { errors: [{ message, field, code: 'invalid_field' }] });
  });

  it.each(unusualFields)('takes %s %j', async (field, value) => {
    const id = await storedProduct({ userId: seller });
    expect((await put(id, { [field]: value }).expect(200)).body).toMatchObject({ [field]: value });
  });

  it('takes null for left out', async () => {
    const id = await storedProduct({ userId: seller, description: 'Text', category: 'Home' });
    const nothing = { title: null, quantity: null, description: null, category: null, imageUrl: null };
    expect((await put(id, { ...nothing, price: 3 }).expect(200)).body).toMatchObject({
      title: 'Lamp',
      price: 3,
      description: 'Text',
      category: 'Home',
      version: 1,
    });
    await put(id, nothing).expect(400, {
      errors: [{ message: 'At least one field must be given', code: 'no_fields' }],
    });
  });

  it('keeps what older versions took and this one refuses, until the seller changes it', async () => {
    const old = {
      title: '\u202eLamp\u0007',
      category: '\u2800',
      imageUrl: 'http://images.example.com/a.png',
    };
    const id = await storedProduct({ userId: seller, ...old });
    await request(app).get(`/api/products/${id}`).expect(200);
    expect((await put(id, { price: 3 }).expect(200)).body).toMatchObject({ ...old, price: 3 });
    expect((await put(id, { title: 'Lamp' }).expect(200)).body).toMatchObject({ title: 'Lamp' });
  });

  it.each(refusedImageUrls)('refuses the image %j', async (imageUrl) => {
    const id = await storedProduct({ userId: seller });
    expect((await put(id, { imageUrl }).expect(400)).body).toMatchObject({ errors: [{ field: 'imageUrl' }] });
  });

  it.each(refusedBodies.filter(([raw]) => !/"(price|quantity)":1\b/.test(raw) || raw.startsWith('title')))(
    'refuses the body %s',
    async (raw, type, status) => {
      const id = await storedProduct({ userId: seller });
      const answer = await request(app)
        .put(`/api/products/${id}`)
        .set('Cookie', signedIn({ id: seller }))
        .set('Content-Type', type)
        .send(raw);
      expect(answer.status).toBe(status);
      expect(await stored(id)).toMatchObject({ version: 0 });
    },
  );

  it('loses none of 20 changes at once, without If-Match', async () => {
    const id = await storedProduct({ userId: seller });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => put(id, { price: i + 1 })));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const versions = answers.map(({ body }) => (body as { version: number }).version);
    expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect((await outboxOf(Product)).map(({ data }) => data.version)).toEqual(versions);
  });
});

describe('PUT /api/products/:id with If-Match', () => {
  const putAt = (id: string, version: string, body: object) => put(id, body).set('If-Match', version);

  it('changes the version that the seller has seen', async () => {
    const id = await storedProduct({ userId: seller, version: 3 });
    expect((await putAt(id, '"3"', { price: 1 }).expect(200)).body).toMatchObject({ version: 4 });
  });

  it('refuses when a sale was faster, and changes nothing', async () => {
    const id = await storedProduct({ userId: seller, quantity: 10 });
    await takeFromStock(paymentFor(newId(), [id]));
    await putAt(id, '"0"', { quantity: 10 }).expect(412, {
      errors: [{ message: 'Product is at version 1 now', code: 'precondition_failed' }],
    });
    expect(await stored(id)).toMatchObject({ quantity: 9, version: 1 });
  });

  it('lets one of ten writers win who saw the same version', async () => {
    const id = await storedProduct({ userId: seller });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => putAt(id, '"0"', { price: i + 1 })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)]);
  });

  it('answers with the tag of the new version, which fits the next change', async () => {
    const id = await storedProduct({ userId: seller });
    const shown = await request(app).get(`/api/products/${id}`);
    expect(shown.headers.etag).toBe('"0"');
    const first = await putAt(id, String(shown.headers.etag), { price: 1 }).expect(200);
    expect(first.headers.etag).toBe('"1"');
    await putAt(id, String(first.headers.etag), { price: 2 }).expect(200);
  });

  it.each(['"5", "3"', ' "3" ', ',"3",', '*'])('changes version 3 for the header %s', async (header) => {
    const id = await storedProduct({ userId: seller, version: 3 });
    await putAt(id, header, { price: 1 }).expect(200);
  });

  it.each(['W/"3"', '"x"', '"-1"', '"03"', '"4", "5"', '""', '"\u00ff"'])(
    'answers 412 to the well-formed tag %s of no version',
    async (header) => {
      const id = await storedProduct({ userId: seller, version: 3 });
      await putAt(id, header, { price: 1 }).expect(412);
      expect(await stored(id)).toMatchObject({ price: 12.5, version: 3 });
    },
  );

  it.each(['3', "'3'", '"3', '"3""4"', '"3" "4"', '"3";', 'w/"3"', '*, "3"', '', ','])(
    'answers 400 to the malformed header %s',
    async (header) => {
      const id = await storedProduct({ userId: seller, version: 3 });
      const { body } = await answerTo(putAt(id, header, { price: 1 }).expect(400));
      expect(body).toMatchObject({ errors: [{ field: 'if-match' }] });
    },
  );

  it('looks at the tag last: bad input, a stranger and another seller get their own answers', async () => {
    const id = await storedProduct();
    await putAt(id, '"9"', { price: 0 }).expect(400);
    await putAt(id, '"9"', { price: 1 }).expect(403);
    await putAt(newId(), '"9"', { price: 1 }).expect(404);
  });
});
