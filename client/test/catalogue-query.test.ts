import {
  chipsOf,
  hrefOf,
  priceHint,
  readFilters,
  readWrongPrices,
  searchParamsOf,
} from '../domain/catalogue-query';

const NONE = { q: '', category: '', minPrice: '', maxPrice: '', inStock: false, userId: '', sort: '' };

it('reads every filter from the address and writes it back unchanged', () => {
  const query = {
    q: 'tea pot',
    category: 'Kitchen',
    minPrice: '5',
    maxPrice: '49.99',
    inStock: 'true',
    userId: '65f0000000000000000000aa',
    sort: '-price',
  };
  expect(hrefOf(readFilters(query))).toBe(
    '/?q=tea+pot&category=Kitchen&minPrice=5&maxPrice=49.99&inStock=true&userId=65f0000000000000000000aa&sort=-price',
  );
});

it.each([
  { minPrice: 'abc' },
  { maxPrice: '-1' },
  { minPrice: '1.234' },
  { sort: 'password' },
  { inStock: 'maybe' },
  { userId: 'ann' },
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

it.each(['12,50', '-5', 'abc', '1.234', '1,29', '1234567890'])(
  'keeps %s, which is not a price, in the address to name it',
  (text) => {
    const query = { minPrice: text, maxPrice: '30', q: 'mug' };
    expect(readWrongPrices(query)).toEqual({ minPrice: text });
    expect(hrefOf(readFilters(query), readWrongPrices(query))).toBe(
      `/?q=mug&maxPrice=30&minPrice=${encodeURIComponent(text)}`,
    );
  },
);

it('finds nothing wrong with prices, empty fields and fields that are not there', () => {
  expect(readWrongPrices({ minPrice: ' 5 ', maxPrice: '' })).toEqual({});
  expect(readWrongPrices({})).toEqual({});
});

it.each([
  ['$1,299.00', '1299.00'],
  ['1,299', '1299'],
  ['$ 20', '20'],
  ['1,000,000.5', '1000000.5'],
  ['00000012', '12'],
  ['12345678', '12345678'],
])('reads the price %s, as the shop writes it', (minPrice, plain) => {
  expect(readFilters({ minPrice })).toMatchObject({ minPrice: plain });
  expect(readWrongPrices({ minPrice })).toEqual({});
});

it.each([
  ['12,50', '12.50'],
  ['€ 20', '20'],
  ['-5', '5'],
  ['1,299.00 USD', '1299.00'],
])('says what to write instead of %s', (text, better) => {
  expect(priceHint(text)).toBe(`“${text}” is not a price. Write ${better}.`);
});

it.each(['cheap', '1234567890', '1.234', '1.299,00', '.50', '5-10'])(
  'does not guess which price %s stands for',
  (text) => {
    expect(priceHint(text)).toBe(`“${text}” is not a price. Write it like 12.50.`);
  },
);

it('offers each filter for removal, keeping the others and the order', () => {
  const filters = { ...NONE, q: 'mug', inStock: true, sort: 'price' };
  expect(chipsOf(filters)).toEqual([
    { label: '“mug”', href: '/?inStock=true&sort=price' },
    { label: 'In stock', href: '/?q=mug&sort=price' },
  ]);
});

describe('in a browser without URLSearchParams.size', () => {
  const { prototype } = URLSearchParams;
  const size = Object.getOwnPropertyDescriptor(prototype, 'size');
  beforeEach(() => void Reflect.deleteProperty(prototype, 'size'));
  afterEach(() => void Object.defineProperty(prototype, 'size', size ?? {}));

  it('writes the filters into the address', () => {
    expect(hrefOf({ ...NONE, q: 'mug' })).toBe('/?q=mug');
    expect(hrefOf(NONE)).toBe('/');
  });
});
