import { valuesOfProduct } from '../domain/product-fields';
import { useProductEditor } from '../hooks/selling/use-product-editor';
import { aProduct } from './builders';
import { renderHook, tabOfEachTest } from './render-hook';

tabOfEachTest();

const JAR = valuesOfProduct(aProduct({ title: 'Jar' }));

/** The form of a new product on a page that came with this key. */
const openForm = (requestKey: string) =>
  renderHook(() =>
    useProductEditor({ draftKey: 'draft', opened: null, product: null, requestKey, posted: null }),
  );

it('keeps the key of a new product with what was typed, over a reload', async () => {
  const before = await openForm('key-1');
  await before.act(() => before.now().keep(JAR));
  await before.leave();
  const after = await openForm('key-2');
  expect(after.now()).toMatchObject({ isRestored: true, values: { title: 'Jar' }, requestKey: 'key-1' });
  await after.leave();
});

it('takes the key of its page after the product was saved', async () => {
  const before = await openForm('key-1');
  await before.act(() => before.now().keep(JAR));
  await before.act(() => before.now().drop());
  await before.leave();
  const after = await openForm('key-2');
  expect(after.now()).toMatchObject({ isRestored: false, requestKey: 'key-2' });
  await after.leave();
});

it('has another key once the form is reset', async () => {
  const form = await openForm('key-1');
  await form.act(() => form.now().reset());
  expect(form.now().requestKey).toMatch(/^[\d-]+$/);
  await form.leave();
});

it('keeps another key, over a reload, once the first was used', async () => {
  const before = await openForm('key-1');
  await before.act(() => before.now().keep(JAR));
  await before.act(() => before.now().renewKey(JAR));
  const { requestKey } = before.now();
  expect(requestKey).toMatch(/^[\d-]+$/);
  await before.leave();
  const after = await openForm('key-2');
  expect(after.now()).toMatchObject({ isRestored: true, requestKey });
  await after.leave();
});
