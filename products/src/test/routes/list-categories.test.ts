import { newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';
import request from 'supertest';
import { storedProduct, testApp } from '../builders';

useDatabase();
const app = testApp();
const seller = newId();

const categories = async () =>
  (await request(app).get('/api/products/categories').expect(200)).body as unknown;

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
