import { interceptReads, useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { findProducts, SORT_NAMES, type ProductFilter } from '../../domain/find-products';
import { Product } from '../../models/product';
import type { presentProduct } from '../../views/present-product';
import { aProduct, storedProduct, testApp, answerTo } from '../builders';

useDatabase();
afterEach(() => jest.restoreAllMocks());
const app = testApp();

const nextOf = (link: string | undefined) => /^<([^>]+)>; rel="next"$/.exec(link ?? '')?.[1];

type PublicProduct = ReturnType<typeof presentProduct>;

/** Follows the Link headers from a first address. */
async function pagesFrom(address: string): Promise<PublicProduct[][]> {
  const pages: PublicProduct[][] = [];
  for (let next: string | undefined = address; next;) {
    const { body, headers } = await answerTo(request(app).get(next).expect(200));
    pages.push(body as PublicProduct[]);
    next = nextOf(headers.link);
  }
  return pages;
}

const SELLER = 'a'.repeat(24);

/** Many equal prices, titles and moments, so that pages end between equals. */
const manyProducts = (count: number) =>
  Product.insertMany(
    Array.from({ length: count }, (_, i) =>
      aProduct({
        title: ['lamp', 'Desk', 'chair'][i % 3],
        ...(i % 2 === 0 && { userId: SELLER }),
        price: 1 + (i % 4),
        createdAt: new Date(Date.UTC(2026, 0, 1) + Math.floor(i / 5)),
        quantity: i % 2,
        category: ['Home', 'Garden'][i % 2],
      }),
    ),
  );

describe('pages of GET /api/products', () => {
  it.each(SORT_NAMES)('show every product once, in order, by %s', async (sort) => {
    await manyProducts(23);
    const pages = await pagesFrom(`/api/products?limit=4&sort=${sort}`);
    expect(pages.map(({ length }) => length)).toEqual([4, 4, 4, 4, 4, 3]);
    const all = (await request(app).get(`/api/products?sort=${sort}`)).body as PublicProduct[];
    expect(pages.flat()).toEqual(all);
    expect(new Set(all.map(({ id }) => id)).size).toBe(23);
  });

  it('say nothing of a next page when the last one is full', async () => {
    await manyProducts(8);
    expect((await pagesFrom('/api/products?limit=4')).map(({ length }) => length)).toEqual([4, 4]);
  });

  it('are of 50 unless asked, and never of more than 100', async () => {
    await manyProducts(120);
    expect((await request(app).get('/api/products')).body).toHaveLength(50);
    expect((await request(app).get('/api/products?limit=1000000')).body).toHaveLength(100);
  });

  it('keep the filters in the address of the next page', async () => {
    await manyProducts(23);
    const pages = await pagesFrom('/api/products?q=lamp&inStock=true&limit=2&sort=-price');
    const found = pages.flat();
    expect(found).toHaveLength(4);
    expect(found.every(({ title, quantity }) => title === 'lamp' && quantity > 0)).toBe(true);
  });

  it('neither repeat nor lose a product when others come meanwhile', async () => {
    await manyProducts(6);
    const first = await request(app).get('/api/products?limit=3');
    await storedProduct({ createdAt: new Date() });
    const second = await request(app).get(nextOf(first.headers.link) ?? '');
    const shown = [...(first.body as PublicProduct[]), ...(second.body as PublicProduct[])];
    expect(new Set(shown.map(({ id }) => id)).size).toBe(6);
  });
});

describe('a page costs the same however deep it is', () => {
  const listings: ProductFilter[] = [
    ...SORT_NAMES.map((sort) => ({ sort })),
    { category: 'home' },
    { category: 'home', sort: 'price' },
    { category: 'home', sort: '-price' },
    { userId: SELLER },
  ];

  it.each(listings)('%j: reads no more than it answers, by the index', async (filter) => {
    await manyProducts(300);
    const first = await findProducts(filter, { limit: 50 });
    const deep = await findProducts(filter, { limit: 50, after: first.next });
    const reads = interceptReads([Product]);
    await findProducts(filter, { limit: 10, after: deep.next });
    const { sort = '-createdAt' } = filter;
    const field = { '-createdAt': 'createdAt', price: 'price', '-price': 'price', title: 'search.title' }[
      sort
    ];
    const direction = sort.startsWith('-') ? -1 : 1;
    const plan = (await Product.find(reads[0]?.filter)
      .sort({ [field]: direction, _id: direction })
      .limit(11)
      .explain('executionStats')) as unknown as { executionStats: Record<string, number> };
    const { nReturned, totalDocsExamined, totalKeysExamined } = plan.executionStats;
    expect(nReturned).toBe(11);
    expect(totalDocsExamined).toBe(11);
    expect(totalKeysExamined).toBeLessThan(20);
  });
});
