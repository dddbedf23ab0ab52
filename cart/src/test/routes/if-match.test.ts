import { newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { anApp, aProduct, deliverPayment, paymentEvent } from '../builders';

useDatabase();

const app = anApp();
const CHANGED = { errors: [{ message: 'Cart has changed meanwhile', code: 'precondition_failed' }] };

const get = (id: string) => request(app).get('/api/cart').set('Cookie', signedIn({ id }));
const tagOf = async (id: string) => String((await get(id).expect(200)).headers.etag);
const put = (id: string, line: object, tag: string) =>
  request(app).post('/api/cart/items').set('Cookie', signedIn({ id })).set('If-Match', tag).send(line);
const remove = (id: string, productId: string, tag: string) =>
  request(app).delete(`/api/cart/items/${productId}`).set('Cookie', signedIn({ id })).set('If-Match', tag);

describe('the ETag of a cart', () => {
  it('is sent with every answer and changes whenever the lines change', async () => {
    const [id, productId] = [newId(), await aProduct()];
    const tags = [await tagOf(id)];
    const added = await put(id, { productId, quantity: 1 }, tags[0] ?? '').expect(201);
    expect(added.headers.etag).toBe(await tagOf(id));
    tags.push(String(added.headers.etag));
    const changed = await put(id, { productId, quantity: 2 }, tags[1] ?? '').expect(201);
    tags.push(String(changed.headers.etag));
    expect(new Set(tags).size).toBe(3);
    const removed = await remove(id, productId, tags[2] ?? '').expect(200);
    expect(removed.headers.etag).toBe(await tagOf(id));
    expect(removed.headers.etag).not.toBe(tags[2]);
    expect(tags.every((tag) => /^"[\w-]+"$/.test(tag))).toBe(true);
  });

  it('changes when a purchase empties the cart', async () => {
    const [id, productId] = [newId(), await aProduct()];
    await put(id, { productId, quantity: 2 }, '*').expect(201);
    const before = await tagOf(id);
    await deliverPayment(paymentEvent({ userId: id, items: [{ productId, quantity: 2 }] }));
    expect(await tagOf(id)).not.toBe(before);
    await put(id, { productId, quantity: 3 }, before).expect(412, CHANGED);
  });

  it('answers 304 to a reader who has it', async () => {
    const id = newId();
    await get(id)
      .set('If-None-Match', await tagOf(id))
      .expect(304);
  });
});

describe('If-Match at a cart', () => {
  it('lets two tabs that add at once both count: one gets 412 and reads again', async () => {
    const [id, productId] = [newId(), await aProduct()];
    await put(id, { productId, quantity: 1 }, '*').expect(201);
    const addOne = async (): Promise<void> => {
      const answer = await get(id);
      const [line] = (answer.body as { items: { quantity: number }[] }).items;
      const quantity = (line?.quantity ?? 0) + 1;
      const { status } = await put(id, { productId, quantity }, String(answer.headers.etag));
      if (status === 412) return addOne();
      expect(status).toBe(201);
    };
    await Promise.all(Array.from({ length: 10 }, addOne));
    expect((await get(id)).body).toMatchObject({ items: [{ productId, quantity: 11 }] });
  });

  it('lets one of ten win who all add the first item of a new user', async () => {
    const id = newId();
    const tag = await tagOf(id);
    const products = await Promise.all(Array.from({ length: 10 }, () => aProduct()));
    const answers = await Promise.all(products.map((productId) => put(id, { productId, quantity: 1 }, tag)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, ...Array<number>(9).fill(412)]);
    expect((await get(id)).body).toMatchObject({ items: [{ quantity: 1 }] });
  });

  it('refuses to set a quantity that is set already by somebody else', async () => {
    const [id, productId] = [newId(), await aProduct()];
    const tag = await tagOf(id);
    await put(id, { productId, quantity: 2 }, tag).expect(201);
    await put(id, { productId, quantity: 2 }, tag).expect(412, CHANGED);
  });

  it('refuses to remove a line from a cart that has changed', async () => {
    const [id, productId] = [newId(), await aProduct()];
    await put(id, { productId, quantity: 2 }, '*').expect(201);
    await remove(id, productId, '"old"').expect(412, CHANGED);
    expect((await get(id)).body).toMatchObject({ items: [{ productId, quantity: 2 }] });
  });

  it.each(['W/TAG', '"other"', 'TAG-'])('never matches %s', async (header) => {
    const [id, productId] = [newId(), await aProduct()];
    const tag = await tagOf(id);
    const sent = header === 'TAG-' ? tag.replace('"', '"-') : header.replace('TAG', tag);
    await put(id, { productId, quantity: 1 }, sent).expect(412);
  });

  it.each(['TAG', '"other", TAG', '*'])('matches %s', async (header) => {
    const [id, productId] = [newId(), await aProduct()];
    await put(id, { productId, quantity: 1 }, header.replace('TAG', await tagOf(id))).expect(201);
  });

  it.each(['', 'x', '"', '"a" "b"'])('answers 400 to the malformed header %j', async (header) => {
    const [id, productId] = [newId(), await aProduct()];
    for (const test of [put(id, { productId, quantity: 1 }, header), remove(id, productId, header)]) {
      const answer = await test;
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ errors: [{ field: 'if-match' }] });
    }
  });

  it('looks at the tag last: bad input and an unknown product get their own answers', async () => {
    await put(newId(), { productId: await aProduct(), quantity: 0 }, '"other"').expect(400);
    await put(newId(), { productId: newId(), quantity: 1 }, '"other"').expect(404);
    await remove(newId(), 'none', '"other"').expect(404);
  });
});
