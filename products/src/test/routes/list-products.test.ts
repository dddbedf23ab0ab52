import { newId, signedIn, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import type { presentProduct } from '../../views/present-product';
import { storedProduct, testApp, answerTo } from '../builders';

useDatabase();
const app = testApp();

const get = (query = '') => request(app).get(`/api/products${query && `?${query}`}`);
const titles = async (query = ''): Promise<string[]> =>
  ((await get(query).expect(200)).body as ReturnType<typeof presentProduct>[]).map(({ title }) => title);

const at = (minute: number) => ({ createdAt: new Date(Date.UTC(2026, 0, 1, 0, minute)) });

async function aCatalogue(): Promise<void> {
  await storedProduct({
    title: 'Desk lamp',
    price: 30,
    category: 'Home',
    description: 'Warm light',
    ...at(1),
  });
  await storedProduct({ title: 'apple juice', price: 2.5, category: 'Food', quantity: 0, ...at(2) });
  await storedProduct({ title: 'Headphones', price: 99.99, category: 'Électronique', ...at(3) });
  await storedProduct({
    title: 'Chair (folding)',
    price: 30,
    category: 'home',
    description: 'For a desk',
    ...at(4),
  });
}

describe('GET /api/products', () => {
  it('answers an empty list when there is nothing, and no next page', async () => {
    const { body, headers } = await answerTo(get().expect(200));
    expect(body).toEqual([]);
    expect(headers).not.toHaveProperty('link');
  });

  it('lists newest first, without internal fields', async () => {
    await aCatalogue();
    expect(await titles()).toEqual(['Chair (folding)', 'Headphones', 'apple juice', 'Desk lamp']);
    const { text } = await get();
    expect(text).not.toMatch(
      /"(_id|__v|rev|writeId|outbox|outboxAt|lease|marks|stockLedger|search|requestHash|idempotencyKey)"/,
    );
    expect((await get('sort=title')).text).not.toContain('search');
  });

  it.each([
    ['q=lamp', ['Desk lamp']],
    ['q=LAMP', ['Desk lamp']],
    ['q=head', ['Headphones']],
    ['q=hom', ['Chair (folding)', 'Desk lamp']],
    ['q=phones', []],
    ['q=desk', ['Chair (folding)', 'Desk lamp']],
    ['q=desk%20warm', ['Desk lamp']],
    ['q=de%20la', ['Desk lamp']],
    ['q=%20%20', ['Chair (folding)', 'Headphones', 'apple juice', 'Desk lamp']],
    ['q=(folding)', ['Chair (folding)']],
    ['q=.*', []],
    ['q=%5E', []],
    ['q=[', []],
    ['q=%5C', []],
    ['category=Home', ['Chair (folding)', 'Desk lamp']],
    ['category=hOME%20', ['Chair (folding)', 'Desk lamp']],
    ['category=electronique', ['Headphones']],
    ['category=Hom', []],
    ['minPrice=30', ['Chair (folding)', 'Headphones', 'Desk lamp']],
    ['maxPrice=30', ['Chair (folding)', 'apple juice', 'Desk lamp']],
    ['minPrice=2.51&maxPrice=30.00', ['Chair (folding)', 'Desk lamp']],
    ['maxPrice=0', []],
    ['inStock=true', ['Chair (folding)', 'Headphones', 'Desk lamp']],
    ['inStock=false', ['Chair (folding)', 'Headphones', 'apple juice', 'Desk lamp']],
    ['sort=price', ['apple juice', 'Desk lamp', 'Chair (folding)', 'Headphones']],
    ['sort=-price', ['Headphones', 'Chair (folding)', 'Desk lamp', 'apple juice']],
    ['sort=title', ['apple juice', 'Chair (folding)', 'Desk lamp', 'Headphones']],
    ['sort=-createdAt', ['Chair (folding)', 'Headphones', 'apple juice', 'Desk lamp']],
    ['q=desk&category=home&maxPrice=30&inStock=true&sort=title', ['Chair (folding)', 'Desk lamp']],
    [
      'q=&category=&minPrice=&maxPrice=30&inStock=&sort=&limit=&cursor=',
      ['Chair (folding)', 'apple juice', 'Desk lamp'],
    ],
    ['unknown=1', ['Chair (folding)', 'Headphones', 'apple juice', 'Desk lamp']],
  ])('lists what ?%s selects', async (query, expected) => {
    await aCatalogue();
    expect(await titles(query)).toEqual(expected);
  });

  it.each([
    ['q', 'x'.repeat(101), 'q must be at most 100 characters'],
    ['category', 'x'.repeat(61), 'category must be at most 60 characters'],
    ...['abc', '-1', '1.234', '1e3', '0x10', ' ', 'Infinity', '1,5', '9'.repeat(20)].map((value) => [
      'minPrice',
      value,
      'minPrice must be US dollars with at most two decimals',
    ]),
    ['maxPrice', 'x', 'maxPrice must be US dollars with at most two decimals, not below minPrice'],
    ...['none', 'a'.repeat(23), '$ne'].map((value) => ['userId', value, 'userId must be a valid id']),
    ['inStock', 'yes', 'inStock must be true or false'],
    ['inStock', '1', 'inStock must be true or false'],
    ...['quantity', 'Price', '-title', '$where', '__proto__', 'constructor'].map((value) => [
      'sort',
      value,
      'sort must be one of -createdAt, price, -price, title',
    ]),
    ...['0', '-1', 'abc', '1.5', '1e9'].map((value) => [
      'limit',
      value,
      'limit must be a whole number, 1 or more; more than 100 counts as 100',
    ]),
    ['cursor', 'none', 'cursor must come from the Link header of a page before'],
  ] as [string, string, string][])('refuses ?%s=%s', async (field, value, message) => {
    await get(`${field}=${encodeURIComponent(value)}`).expect(400, {
      errors: [{ message, field, code: field === 'cursor' ? 'invalid_cursor' : 'invalid_field' }],
    });
  });

  it.each(['q', 'category', 'userId', 'minPrice', 'maxPrice', 'inStock', 'sort', 'limit', 'cursor'])(
    'refuses %s given twice',
    async (field) => {
      const good = { sort: 'price', inStock: 'true' }[field] ?? '5';
      const { body } = await answerTo(get(`${field}=${good}&${field}=${good}`).expect(400));
      expect(body).toMatchObject({ errors: [{ field }] });
    },
  );

  it('lists the products of one seller', async () => {
    const userId = newId();
    await storedProduct({ title: 'Lamp', userId, ...at(1) });
    await storedProduct({ title: 'Chair', userId, ...at(2) });
    await storedProduct({ title: 'Lamp' });
    expect(await titles(`userId=${userId}`)).toEqual(['Chair', 'Lamp']);
    expect(await titles(`userId=${userId.toUpperCase()}&q=lamp`)).toEqual(['Lamp']);
    expect(await titles(`userId=${newId()}`)).toEqual([]);
    expect(await titles('userId=')).toHaveLength(3);
  });

  it('refuses a highest price below the lowest', async () => {
    const { body } = await answerTo(get('minPrice=10&maxPrice=9.99').expect(400));
    expect(body).toMatchObject({ errors: [{ field: 'maxPrice' }] });
  });

  it('refuses the cursor of another sorting', async () => {
    const cursors = ['["text","ID"]', '[1e999,"ID"]', '[1e300,"ID"]'].map((json) =>
      Buffer.from(json.replace('ID', 'a'.repeat(24))).toString('base64url'),
    );
    for (const cursor of cursors) {
      const { body } = await answerTo(get(`cursor=${cursor}`).expect(400));
      expect(body).toEqual({
        errors: [{ message: 'cursor belongs to another sorting', field: 'cursor', code: 'invalid_cursor' }],
      });
    }
    const ofPrice = Buffer.from(`[5,"${'a'.repeat(24)}"]`).toString('base64url');
    await get(`sort=title&cursor=${ofPrice}`).expect(400);
  });
});

describe('GET /api/products?ids=', () => {
  const unknown = 'f'.repeat(24);

  it('answers these products and no others', async () => {
    const lamp = await storedProduct({ title: 'Lamp' });
    const chair = await storedProduct({ title: 'Chair' });
    await storedProduct({ title: 'Table' });
    expect((await titles(`ids=${lamp},${chair.toUpperCase()},${unknown}`)).toSorted()).toEqual([
      'Chair',
      'Lamp',
    ]);
    expect(await titles(`ids=${unknown}`)).toEqual([]);
  });

  it('shows a product that is not listed to its seller only', async () => {
    const seller = newId();
    const lamp = await storedProduct({ title: 'Lamp', userId: seller, listed: false });
    expect(await titles(`ids=${lamp}`)).toEqual([]);
    const own = await get(`ids=${lamp}`)
      .set('Cookie', signedIn({ id: seller }))
      .expect(200);
    expect(own.body).toMatchObject([{ title: 'Lamp', listed: false }]);
    const other = await get(`ids=${lamp}`)
      .set('Cookie', signedIn({ id: newId() }))
      .expect(200);
    expect(other.body).toEqual([]);
  });

  it.each(['abc', `${unknown},`, Array.from({ length: 101 }, () => unknown).join()])(
    'refuses %.30s',
    async (ids) => {
      const { body } = await answerTo(get(`ids=${ids}`).expect(400));
      expect(body).toMatchObject({ errors: [{ field: 'ids' }] });
    },
  );
});
