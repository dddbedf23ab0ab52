import { renderToStaticMarkup } from 'react-dom/server';
import { Field } from '../components/forms/field';
import { ProductForm } from '../components/selling/product-form';
import { ProductPreview } from '../components/selling/product-preview';
import { changesOf, productValuesOf, readProductForm, rebasedValues } from '../domain/product-fields';
import { aProduct } from './builders';

const values = (fields: Record<string, string>) =>
  productValuesOf(new URLSearchParams({ title: 'Mug', price: '12.50', quantity: '3', ...fields }));
const form = (fields: Record<string, string>) => readProductForm(values(fields));

it.each(['12.5', '$12.50', ' 12.50 '])('reads the price %j', (price) => {
  expect(form({ price })).toMatchObject({ input: { price: 12.5 }, errors: [] });
});

it('reads a price as the shop writes it', () => {
  expect(form({ price: '$1,299.00' })).toMatchObject({ input: { price: 1299 }, errors: [] });
});

it.each([
  ['title', '  '],
  ['price', ''],
  ['price', '0'],
  ['price', '1.234'],
  ['price', '-3'],
  ['price', '12,50'],
  ['price', '1e3'],
  ['quantity', '1.5'],
  ['quantity', '-1'],
  ['quantity', ''],
  ['price', '1000000'],
  ['quantity', '1000001'],
  ['imageUrl', 'pictures.test/a.png'],
  ['imageUrl', 'http://pictures.test/a.png'],
  ['imageUrl', 'https://pictures.test/a b.png'],
])('points at %s when it is %j', (field, value) => {
  expect(form({ [field]: value }).errors).toMatchObject([{ field }]);
});

it('says in words of a seller what it wants', () => {
  expect(form({ price: '1000000' }).errors[0]?.message).toBe('Enter a price of at most $999,999.99');
  const labels = renderToStaticMarkup(
    <ProductForm
      {...{ values: values({}), initialErrors: [], base: null, requestKey: 'key-1' }}
      {...{ submitLabel: 'Save', busyLabel: 'Saving…', send: () => Promise.resolve(), onTyped: () => {} }}
    />,
  ).match(/(?<=<label [^>]*>)[^<]+/g);
  expect(labels).toContain('Picture address (optional)');
});

it('sends only what the seller changed, so that a stock that sold meanwhile does not jump back', () => {
  const { input } = form({ title: 'Blue mug', category: 'Kitchen' });
  expect(changesOf(aProduct(), input)).toEqual({ title: 'Blue mug' });
});

it('lets a seller save other fields of a product whose picture address would be refused today', () => {
  const opened = aProduct({ imageUrl: 'http://pictures.test/a.png' });
  const typed = values({ title: 'Blue mug', category: 'Kitchen', imageUrl: 'http://pictures.test/a.png' });
  const { input, errors } = readProductForm(typed, opened);
  expect(errors).toEqual([]);
  expect(changesOf(opened, input)).toEqual({ title: 'Blue mug' });
});

it('sends a text that was emptied', () => {
  expect(changesOf(aProduct({ description: 'Old words' }), form({ category: 'Kitchen' }).input)).toEqual({
    description: '',
  });
});

it('shows changes of others where the seller changed nothing, and keeps what the seller typed', () => {
  const opened = aProduct({ quantity: 5 });
  const current = aProduct({ quantity: 2, title: 'Big mug', priceCents: 1500, version: 4 });
  const typed = values({ quantity: '15', category: 'Kitchen' });
  expect(rebasedValues(opened, current, typed)).toMatchObject({
    title: 'Big mug',
    price: '15.00',
    quantity: '15',
    category: 'Kitchen',
  });
});

it('does not take the line ends of a form post for a change', () => {
  const opened = aProduct({ description: 'One\nTwo' });
  const { input } = form({ category: 'Kitchen', description: 'One\r\nTwo' });
  expect(changesOf(opened, input)).toEqual({});
});

it('ties hint and error to their field', () => {
  const errors = [{ field: 'price', message: 'Enter a price' }];
  const html = renderToStaticMarkup(<Field name="price" label="Price" hint="US dollars" errors={errors} />);
  expect(html).toContain('<label for="field-price">Price</label>');
  expect(html).toMatch(
    /<input[^>]*aria-describedby="field-price-hint field-price-error"[^>]*aria-invalid="true"/,
  );
  expect(html).toContain('id="field-price-error">Enter a price');
});

it('says nothing of errors at a field that has none', () => {
  const html = renderToStaticMarkup(
    <Field name="title" label="Title" errors={[{ field: 'price', message: 'x' }]} />,
  );
  expect(html).not.toContain('aria-invalid');
});

it('previews the saved picture, and says of another one that it appears after saving', () => {
  const [saved, typed] = ['https://pictures.test/a.png', 'https://pictures.test/b.png'];
  const product = aProduct({ imageUrl: saved });
  const preview = (imageUrl: string, known: typeof product | null) =>
    renderToStaticMarkup(<ProductPreview values={values({ imageUrl })} saved={known} />);
  expect(preview(saved, product)).toContain('src="/seller-pictures/p1?of=');
  for (const known of [product, null]) {
    const html = preview(typed, known);
    expect(html).not.toContain('/seller-pictures/');
    expect(html).toContain('Your picture appears after saving.');
  }
  expect(preview('not an address', product)).not.toContain('after saving');
});
