import { useDatabase } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { backfillSearch } from '../../domain/backfill-search';
import { updateProduct } from '../../domain/update-product';
import { Product } from '../../models/product';
import { storedProduct, testApp } from '../builders';

useDatabase();
const app = testApp();
const SELLER = 'a'.repeat(24);

/** A product as the release before stores it: words of title and description only, and no version of them. */
const oldProduct = () =>
  storedProduct({
    title: 'Große 台所用品',
    category: 'Küche',
    userId: SELLER,
    search: { words: ['große', '台所用品'], title: 'große 台所用品', category: 'kuche' },
  });
const found = async (q: string): Promise<number> =>
  (
    (
      await request(app)
        .get(`/api/products?q=${encodeURIComponent(q)}`)
        .expect(200)
    ).body as unknown[]
  ).length;
const NEW_WORDS = ['grosse', 'kuche', '所用'];

describe('products of an older version', () => {
  it('are found by the start of a word at once, and by all of today’s words after the back-fill', async () => {
    await oldProduct();
    expect(await found('台所')).toBe(1);
    for (const q of NEW_WORDS) expect(await found(q)).toBe(0);
    await backfillSearch();
    for (const q of NEW_WORDS) expect(await found(q)).toBe(1);
  });

  it('are back-filled again after an old replica has written them', async () => {
    const id = await oldProduct();
    await backfillSearch();
    await Product.updateOne(
      { _id: id },
      { $set: { title: 'Lampe', search: { words: ['lampe'], title: 'lampe' } } },
    );
    await backfillSearch();
    expect([await found('lampe'), await found('kuche'), await found('grosse')]).toEqual([1, 1, 0]);
  });

  it('keep their version, their dates and their count of writes', async () => {
    const id = await oldProduct();
    const before = await Product.findById(id).select('+rev').lean();
    await backfillSearch();
    const { search: _new, ...after } = (await Product.findById(id).select('+rev').lean()) ?? {};
    const { search: _old, ...unchanged } = before ?? {};
    expect(after).toEqual(unchanged);
  });

  it('keep an edit that comes between the read and the write of the back-fill', async () => {
    const id = await oldProduct();
    const write = Product.bulkWrite.bind(Product);
    const spy = jest.spyOn(Product, 'bulkWrite').mockImplementationOnce((async (...args: never[]) => {
      await updateProduct(id, { userId: SELLER, fields: { title: 'Lampe' } });
      return (write as (...all: never[]) => unknown)(...args);
    }) as never);
    await backfillSearch();
    spy.mockRestore();
    expect([await found('lampe'), await found('grosse')]).toEqual([1, 0]);
  });

  it('are filled by several replicas at once, and stay as a newer version has written them', async () => {
    for (let i = 0; i < 20; i += 1) await oldProduct();
    const newer = { version: 99, words: ['future'], title: 'future' };
    await storedProduct({ search: newer });
    await Promise.all([backfillSearch(), backfillSearch(), backfillSearch()]);
    expect([await found('kuche'), await found('future')]).toEqual([20, 1]);
  });
});
