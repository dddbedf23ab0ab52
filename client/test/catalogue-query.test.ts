import { chipsOf, hrefOf, readFilters, searchParamsOf } from '../hooks/catalogue-query';

const NONE = { q: '', category: '', minPrice: '', maxPrice: '', inStock: false, sort: '' };

it('reads every filter from the address and writes it back unchanged', () => {
  const query = {
    q: 'tea pot',
    category: 'Kitchen',
    minPrice: '5',
    maxPrice: '49.99',
    inStock: 'true',
    sort: '-price',
  };
  expect(hrefOf(readFilters(query))).toBe(
    '/?q=tea+pot&category=Kitchen&minPrice=5&maxPrice=49.99&inStock=true&sort=-price',
  );
});

it.each([
  { minPrice: 'abc' },
  { maxPrice: '-1' },
  { minPrice: '1.234' },
  { sort: 'password' },
  { inStock: 'maybe' },
])('counts %j as any', (query) => {
  expect(readFilters(query)).toEqual(NONE);
});

it('takes the first of a repeated parameter', () => {
  expect(readFilters({ q: ['mug', 'cup'] }).q).toBe('mug');
});

it('turns a price range around that was typed the wrong way', () => {
  expect(readFilters({ minPrice: '50', maxPrice: '5' })).toMatchObject({ minPrice: '5', maxPrice: '50' });
});

it('leaves filters that ask for nothing out of the address', () => {
  expect(hrefOf(NONE)).toBe('/');
  expect(searchParamsOf(NONE).size).toBe(0);
});

it('carries the cursor beside the filters', () => {
  expect(hrefOf({ ...NONE, q: 'mug' }, 'c1')).toBe('/?q=mug&cursor=c1');
});

it('offers each filter for removal, keeping the others and the order', () => {
  const filters = { ...NONE, q: 'mug', inStock: true, sort: 'price' };
  expect(chipsOf(filters)).toEqual([
    { label: '“mug”', href: '/?inStock=true&sort=price' },
    { label: 'In stock', href: '/?q=mug&sort=price' },
  ]);
});
