import { buildClient } from '../api/build-client';
import { loadProductsOf } from '../api/cart-lines';
import { pretendShop } from './browser';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

const idOf = (index: number) => index.toString(16).padStart(24, '0');
const wire = (id: string) => ({ id, title: 'Mug', price: 12.5, quantity: 3, userId: 'seller', version: 0 });
const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ productId: idOf(index), quantity: 1 }));

it('fetches the products of 50 lines with one request', async () => {
  const seen = pretendShop(({ path }) => ({
    body: (new URL(path, 'http://shop').searchParams.get('ids') ?? '').split(',').map(wire),
  }));
  const products = await loadProductsOf(buildClient(), lines(50));
  expect(seen).toHaveLength(1);
  expect(Object.keys(products)).toHaveLength(50);
  expect(products[idOf(49)]).toMatchObject({ priceCents: 1250 });
});

it('takes a product that is not in the answer for gone', async () => {
  const seen = pretendShop(() => ({ body: [wire(idOf(0))] }));
  expect(await loadProductsOf(buildClient(), lines(2))).toMatchObject({ [idOf(1)]: null });
  expect(seen).toHaveLength(1);
});

it.each([
  ['lists everything', { body: [wire(idOf(77))] }],
  ['lists a page of many', { body: [], headers: { link: '</api/products?cursor=c>; rel="next"' } }],
  ['refuses the parameter', { status: 400, body: { errors: [{ message: 'Unknown' }] } }],
])('asks for each product when an earlier version of the service %s', async (_what, listed) => {
  const seen = pretendShop(({ path }) => {
    const id = /\/products\/(\w+)$/.exec(path)?.[1];
    return id === undefined ? listed : id === idOf(1) ? { status: 404 } : { body: wire(id) };
  });
  const products = await loadProductsOf(buildClient(), lines(3));
  expect(products).toMatchObject({
    [idOf(0)]: { title: 'Mug' },
    [idOf(1)]: null,
    [idOf(2)]: { title: 'Mug' },
  });
  expect(seen).toHaveLength(4);
});

it('asks nothing for an empty cart', async () => {
  const seen = pretendShop(() => ({}));
  expect(await loadProductsOf(buildClient(), [])).toEqual({});
  expect(seen).toEqual([]);
});

it('fails when the service is unavailable', async () => {
  pretendShop(() => ({ status: 503 }));
  await expect(loadProductsOf(buildClient(), lines(2))).rejects.toMatchObject({ status: 503 });
});
