import { newId, outboxOf, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { takeFromStock } from '../../domain/take-from-stock';
import { Product } from '../../models/product';
import { answerTo, paymentFor, storedProduct, testApp } from '../builders';

useDatabase();
const app = testApp();
const seller = newId();
const sellersCookie = signedIn({ id: seller });

const get = (path: string, cookie?: string) => {
  const asked = request(app).get(`/api/products${path}`);
  return cookie === undefined ? asked : asked.set('Cookie', cookie);
};
const put = (id: string, body: object, cookie = sellersCookie) =>
  request(app).put(`/api/products/${id}`).set('Cookie', cookie).send(body);
const idsOf = async (path: string, cookie?: string): Promise<string[]> =>
  ((await get(path, cookie).expect(200)).body as { id: string }[]).map(({ id }) => id);

describe('a product that is not listed', () => {
  let listed: string;
  let unlisted: string;

  beforeEach(async () => {
    listed = await storedProduct({ userId: seller, category: 'Home' });
    unlisted = await storedProduct({ userId: seller, category: 'Home', listed: false });
  });

  it('is shown to its seller only', async () => {
    const { body } = await answerTo(get(`/${unlisted}`, sellersCookie).expect(200));
    expect(body).toMatchObject({ id: unlisted, listed: false });
    await get(`/${unlisted}`).expect(404, { errors: [{ message: 'Not Found', code: 'not_found' }] });
    await get(`/${unlisted}`, signedIn()).expect(404);
    await get(`/${unlisted}`).set('If-None-Match', '"0"').expect(404);
  });

  it.each(['', '?q=lamp', '?category=home', '?sort=price', '?inStock=true', '?maxPrice=100'])(
    'is in no list: %s',
    async (query) => {
      expect(await idsOf(query)).toEqual([listed]);
      expect(await idsOf(query, sellersCookie)).toEqual([listed]);
    },
  );

  it("is in its seller's own list only", async () => {
    const own = `?userId=${seller}`;
    expect(new Set(await idsOf(own, sellersCookie))).toEqual(new Set([listed, unlisted]));
    expect(await idsOf(`?userId=${seller.toUpperCase()}`, sellersCookie)).toHaveLength(2);
    expect(await idsOf(own)).toEqual([listed]);
    expect(await idsOf(own, signedIn())).toEqual([listed]);
  });

  it('is in no count of a category', async () => {
    await storedProduct({ category: 'Toys', listed: false });
    await get('/categories', sellersCookie).expect(200, [{ name: 'Home', count: 1 }]);
  });

  it('cannot be changed or found out by another seller', async () => {
    await put(unlisted, { title: 'Mine' }, signedIn()).expect(404);
    await put(listed, { title: 'Mine' }, signedIn()).expect(403);
  });

  it('can be sold to those who ordered it before', async () => {
    await takeFromStock(paymentFor(newId(), [unlisted]));
    expect(await Product.findById(unlisted).lean()).toMatchObject({ quantity: 9, listed: false });
    expect(await outboxOf(Product)).toMatchObject([{ data: { id: unlisted, quantity: 9, listed: false } }]);
  });
});

describe('the field listed', () => {
  it('is true unless it is given, and is published', async () => {
    const product = { title: 'Lamp', price: 1, quantity: 1 };
    const post = (body: object) => request(app).post('/api/products').set('Cookie', sellersCookie).send(body);
    expect((await answerTo(post(product).expect(201))).body).toMatchObject({ listed: true });
    expect((await answerTo(post({ ...product, listed: false }).expect(201))).body).toMatchObject({
      listed: false,
    });
    expect(await outboxOf(Product)).toMatchObject([{ data: { listed: true } }, { data: { listed: false } }]);
  });

  it('changes alone, and back', async () => {
    const id = await storedProduct({ userId: seller });
    expect((await put(id, { listed: false }).expect(200)).body).toMatchObject({ listed: false, version: 1 });
    await get(`/${id}`).expect(404);
    expect((await put(id, { listed: true }).expect(200)).body).toMatchObject({ listed: true, version: 2 });
    await get(`/${id}`).expect(200);
  });

  it('stays when other fields change', async () => {
    const id = await storedProduct({ userId: seller, listed: false });
    expect((await put(id, { price: 2, listed: null }).expect(200)).body).toMatchObject({ listed: false });
  });

  it.each(['false', 'true', 0, 1, {}, []])('refuses %j', async (listed) => {
    const id = await storedProduct({ userId: seller });
    await put(id, { listed }).expect(400, {
      errors: [{ message: 'Listed must be true or false', field: 'listed', code: 'invalid_field' }],
    });
  });
});

describe("pieces sold, in a seller's own list", () => {
  const own = `?userId=${seller}`;
  const soldOf = async (query: string, cookie?: string) =>
    ((await get(query, cookie).expect(200)).body as { sold?: number }[]).map(({ sold }) => sold);

  it('counts what paid orders hold, whatever the seller does with the stock', async () => {
    const lamp = await storedProduct({ userId: seller, quantity: 10 });
    expect(await soldOf(own, sellersCookie)).toEqual([0]);
    await takeFromStock(paymentFor(newId(), [lamp], 3));
    await put(lamp, { quantity: 50 }).expect(200);
    await takeFromStock(paymentFor(newId(), [lamp], 2));
    expect(await soldOf(own, sellersCookie)).toEqual([5]);
  });

  it('is shown to the seller alone, and not where it was not counted', async () => {
    await storedProduct({ userId: seller });
    expect(await soldOf(own, sellersCookie)).toEqual([0]);
    expect(await soldOf(own)).toEqual([undefined]);
    expect(await soldOf(own, signedIn())).toEqual([undefined]);
    expect(await soldOf('', sellersCookie)).toEqual([undefined]);
    await Product.updateMany({}, { $unset: { stockLedger: 1 } });
    expect(await soldOf(own, sellersCookie)).toEqual([undefined]);
  });
});
