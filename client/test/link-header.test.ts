import { nextCursorOf } from '../api/link-header';

it('takes the cursor of the next page', () => {
  expect(nextCursorOf('</api/products?limit=24&cursor=abc_1>; rel="next"')).toBe('abc_1');
});

it('decodes the percent-encoding of the cursor once', () => {
  expect(nextCursorOf('<https://ecommerce.local/api/products?cursor=a%2Bb%3D>; rel=next')).toBe('a+b=');
});

it('picks the next page among other relations, commas inside addresses included', () => {
  const link = '</api/products?q=a,b>; rel="first", </api/products?q=a,b&cursor=2>; rel="next"';
  expect(nextCursorOf(link)).toBe('2');
});

it.each([null, '', 'nonsense', '</api/products?cursor=1>; rel="prev"', '</api/products>; rel="next"'])(
  'sees the last page in %j',
  (link) => {
    expect(nextCursorOf(link)).toBeNull();
  },
);
