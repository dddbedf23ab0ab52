import { newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { storedProduct, testApp } from '../builders';

useDatabase();
const app = testApp();
const seller = newId();

const categories = async (query = '') =>
  (await request(app).get(`/api/products/categories${query}`).expect(200)).body as unknown;

describe('GET /api/products/categories', () => {
  it('answers an empty list when no product has a category', async () => {
    await storedProduct();
    expect(await categories()).toEqual([]);
  });

  it('counts every category in use, sorted by name', async () => {
    for (const category of ['Toys', 'Garden', 'Électronique', 'Toys', undefined])
      await storedProduct({ category, quantity: 0 });
    expect(await categories()).toEqual([
      { name: 'Électronique', count: 1 },
      { name: 'Garden', count: 1 },
      { name: 'Toys', count: 2 },
    ]);
  });

  it('counts what the filter finds: spellings of one category count together', async () => {
    for (const category of ['home', 'Home', 'HOME', 'Home']) await storedProduct({ category });
    expect(await categories()).toEqual([{ name: 'Home', count: 4 }]);
    expect((await request(app).get('/api/products?category=Home')).body).toHaveLength(4);
  });

  it('counts within a search, a price range and what is in stock', async () => {
    await storedProduct({ title: 'Blue mug', category: 'Kitchen', price: 5 });
    await storedProduct({ title: 'Red mug', category: 'Kitchen', price: 20, quantity: 0 });
    await storedProduct({ title: 'Mug tree', category: 'Home', price: 30 });
    await storedProduct({ title: 'Kite', category: 'Toys', price: 20 });
    const [home, kitchen] = [
      { name: 'Home', count: 1 },
      { name: 'Kitchen', count: 2 },
    ];
    expect(await categories('?q=mug')).toEqual([home, kitchen]);
    expect(await categories('?q=mug&inStock=true')).toEqual([home, { name: 'Kitchen', count: 1 }]);
    expect(await categories('?q=mug&maxPrice=20')).toEqual([kitchen]);
    expect(await categories('?q=mug&minPrice=25')).toEqual([home]);
    expect(await categories('?q=sofa')).toEqual([]);
    await storedProduct({ userId: seller, category: 'Toys' });
    expect(await categories(`?userId=${seller}`)).toEqual([{ name: 'Toys', count: 1 }]);
  });

  it('answers with the largest categories, by name, when it gets a limit', async () => {
    for (const category of ['Toys', 'Art', 'home', 'Home', 'Toys', 'Zoo', 'toys'])
      await storedProduct({ category });
    const [home, toys] = [
      { name: 'Home', count: 2 },
      { name: 'Toys', count: 3 },
    ];
    expect(await categories('?limit=1')).toEqual([toys]);
    expect(await categories('?limit=2')).toEqual([home, toys]);
    for (const all of ['?limit=9', '?limit=', '']) expect(await categories(all)).toHaveLength(4);
  });

  it.each([
    ['minPrice', 'cheap'],
    ['limit', '0'],
    ['limit', 'all'],
  ])('refuses %s=%s', async (field, value) => {
    const answer = await request(app).get(`/api/products/categories?${field}=${value}`).expect(400);
    expect(answer.body).toMatchObject({ errors: [{ field }] });
  });

  it('reads no product, only the index', async () => {
    for (let i = 0; i < 20; i += 1) await storedProduct({ category: `Category ${i}`, listed: i > 0 });
    const { db } = mongoose.connection;
    await db!.setProfilingLevel('all');
    expect(await categories()).toHaveLength(19);
    await db!.setProfilingLevel('off');
    const [profile] = await db!
      .collection('system.profile')
      .find({ 'command.aggregate': 'products' })
      .toArray();
    expect(profile).toMatchObject({ docsExamined: 0, planSummary: 'IXSCAN { category: 1, listed: 1 }' });
  });

  it('is current: a product that changes its category changes the counts at once', async () => {
    const id = await storedProduct({ userId: seller, category: 'Toys' });
    const put = (body: object) =>
      request(app)
        .put(`/api/products/${id}`)
        .set('Cookie', signedIn({ id: seller }))
        .send(body);
    await put({ category: 'Games' }).expect(200);
    expect(await categories()).toEqual([{ name: 'Games', count: 1 }]);
    await put({ category: '' }).expect(200);
    expect(await categories()).toEqual([]);
  });
});
