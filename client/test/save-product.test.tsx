import { renderToStaticMarkup } from 'react-dom/server';
import { buildClient } from '../api/build-client';
import { readProductForm, valuesOfProduct } from '../domain/product-fields';
import { saveProduct } from '../api/save-product';
import type { Product } from '../api/types';
import { changeSentences, ownChanges, ProductChanges } from '../components/selling/product-changes';
import { pretendShop, type SeenRequest } from './browser';
import { aProduct } from './builders';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

const OPENED = aProduct({ quantity: 5, version: 2 });

/** The products service, holding one product; `onPut` runs before each change. */
function productsService(stored: Product, onPut: (product: Product) => void = () => undefined) {
  const state = { ...stored };
  const wire = () => ({ ...state, price: state.priceCents / 100 });
  const seen = pretendShop(({ method, headers, body }: SeenRequest) => {
    if (method === 'GET') return { body: wire() };
    onPut(state);
    if (headers.get('if-match') !== `"${state.version}"`) {
      return { status: 412, body: { errors: [{ message: 'The product has changed' }] } };
    }
    Object.assign(state, body, { version: state.version + 1 });
    return { body: wire() };
  });
  return { state, puts: () => seen.filter(({ method }) => method === 'PUT') };
}

const save = (changes: Partial<Product>) => {
  const { input } = readProductForm(valuesOfProduct({ ...OPENED, ...changes }));
  return saveProduct(buildClient(), OPENED, input);
};

it('sends the version that the form was opened with', async () => {
  const { puts } = productsService(OPENED);
  await expect(save({ quantity: 15 })).resolves.toBeNull();
  expect(puts()).toHaveLength(1);
  expect(puts()[0]?.headers.get('if-match')).toBe('"2"');
  expect(puts()[0]?.body).toEqual({ quantity: 15 });
});

it('saves nothing over sales, and returns the product as it is now', async () => {
  const { state } = productsService({ ...OPENED, quantity: 2, version: 5 });
  await expect(save({ quantity: 15 })).resolves.toMatchObject({ quantity: 2, version: 5 });
  expect(state.quantity).toBe(2);
});

it('saves a new title although pieces are sold meanwhile, and leaves the stock alone', async () => {
  const { state } = productsService({ ...OPENED, quantity: 2, version: 5 });
  await expect(save({ title: 'Big mug' })).resolves.toBeNull();
  expect(state).toMatchObject({ title: 'Big mug', quantity: 2 });
});

it('asks the seller in the end when the product changes faster than it can be saved', async () => {
  const { puts } = productsService(OPENED, (state) => (state.version += 1));
  await expect(save({ title: 'Big mug' })).resolves.not.toBeNull();
  expect(puts()).toHaveLength(5);
});

it.each([
  ['at once', {}],
  ['after a sale', { quantity: 4 }],
])('takes a change for saved whose answer was lost, when it is sent again %s', async (_when, sold) => {
  const { state } = productsService(OPENED);
  await expect(save({ title: 'Big mug', shopName: 'Oak' })).resolves.toBeNull();
  Object.assign(state, sold);
  await expect(save({ title: 'Big mug', shopName: 'Oak' })).resolves.toBeNull();
});

it('sends nothing when nothing was changed', async () => {
  const { puts } = productsService(OPENED);
  await expect(save({})).resolves.toBeNull();
  expect(puts()).toEqual([]);
});

it('distinguishes other failures from a change', async () => {
  pretendShop(() => ({ status: 403, body: { errors: [{ message: 'Forbidden' }] } }));
  await expect(save({ title: 'Big mug' })).rejects.toMatchObject({ status: 403 });
});

it.each<[Partial<Product>, string[]]>([
  [{ quantity: 2 }, ['3 were sold since you opened this page. 2 left.']],
  [{ quantity: 4 }, ['1 was sold since you opened this page. 4 left.']],
  [{ shopName: 'Oak' }, ['The shop name is now “Oak”.']],
  [{ quantity: 9 }, ['The quantity is now 9; it was 5.']],
  [
    { quantity: 2, title: 'Jar', priceCents: 1500, category: null },
    [
      'The title is now “Jar”.',
      'The price is now $15.00; it was $12.50.',
      'The quantity is now 2; it was 5.',
      'The category is now empty.',
    ],
  ],
])('says what changed: %j', (changes, sentences) => {
  expect(changeSentences(OPENED, { ...OPENED, ...changes })).toEqual(sentences);
});

it('shows the seller what to enter when the sold pieces were counted', () => {
  const current = { ...OPENED, quantity: 2, version: 5 };
  const values = { ...valuesOfProduct(current), quantity: '15' };
  const html = renderToStaticMarkup(
    <ProductChanges opened={OPENED} current={current} values={values} takesFocus={false} />,
  );
  expect(html).toContain('You entered 15. If that counts the 3 as still there, enter 12.');
});

it('shows both versions of a field that two editors changed', () => {
  const current = { ...OPENED, title: 'Jar', priceCents: 1500, version: 5 };
  const values = { ...valuesOfProduct(current), title: 'Big mug', price: '15.00' };
  const html = renderToStaticMarkup(
    <ProductChanges opened={OPENED} current={current} values={values} takesFocus={false} />,
  );
  expect(html).toContain('The title is now “Jar”.');
  expect(html).toContain('Your version of the title: “Big mug”.');
  expect(html).not.toContain('Your version of the price');
});

it.each(['15', '15.0', '$15.00'])('takes the price %s for the one that the product has now', (price) => {
  const current = { ...OPENED, priceCents: 1500, version: 5 };
  expect(ownChanges(OPENED, current, { ...valuesOfProduct(OPENED), price })).toEqual([]);
});
