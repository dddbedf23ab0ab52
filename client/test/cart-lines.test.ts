import {
  type CartLine,
  changedLines,
  isSameCart,
  obstacleOf,
  obstacleOfLeft,
  pricesChangedBy,
  totalCentsOf,
} from '../domain/cart-line';
import { seenPrices } from '../hooks/cart/seen-prices';
import { rowsOf, withoutReturned } from '../hooks/cart/use-removed-lines';
import { browserOfEachTest } from './browser';
import { anOrder, aProduct } from './builders';

const aLine = (productId: string, quantity = 1, product = aProduct({ id: productId })): CartLine => ({
  productId,
  quantity,
  product,
  wasCents: null,
});

describe('what the shopper was shown', () => {
  it('is the cart while products and quantities are', () => {
    expect(isSameCart([{ productId: 'a', quantity: 1 }], [aLine('a')])).toBe(true);
    expect(isSameCart([{ productId: 'a', quantity: 2 }], [aLine('a')])).toBe(false);
    expect(isSameCart([{ productId: 'b', quantity: 1 }], [aLine('a')])).toBe(false);
    expect(isSameCart([], [aLine('a')])).toBe(false);
  });

  it.each<[string, CartLine, number]>([
    ['nothing', aLine('a', 2), 0],
    ['a price', aLine('a', 2, aProduct({ priceCents: 1500 })), 1],
    ['the stock, too low now', aLine('a', 2, aProduct({ quantity: 1 })), 1],
    ['the stock, still enough', aLine('a', 2, aProduct({ quantity: 2 })), 0],
    ['the product, gone now', { ...aLine('a', 2), product: null }, 1],
  ])('is compared with what is there now: %s has changed', (_name, now, changes) => {
    expect(changedLines([aLine('a', 2)], [now])).toHaveLength(changes);
  });

  it('is compared with the prices of the order', () => {
    const shown = [aLine('p1', 2, aProduct({ priceCents: 1000 })), aLine('p2')];
    const changed = pricesChangedBy(anOrder(), shown);
    expect(changed).toMatchObject([{ productId: 'p1', wasCents: 1000, product: { priceCents: 1250 } }]);
    expect(pricesChangedBy(anOrder(), [aLine('p1', 2)])).toEqual([]);
  });
});

it.each([
  [null, 1, 'No longer on sale.'],
  [0, 1, 'Sold out.'],
  [2, 3, 'Only 2 left.'],
  [5000, 1500, 'At most 1,000 of one product in an order.'],
  [3, 3, null],
])('with %s in stock and %s in the cart says %j', (stock, quantity, obstacle) => {
  const product = stock === null ? null : aProduct({ quantity: stock });
  expect(obstacleOf({ product, quantity })).toBe(obstacle);
});

it('counts in the total only what can be bought', () => {
  const soldOut = aLine('b', 2, aProduct({ quantity: 0 }));
  const unlisted = aLine('c', 1, aProduct({ listed: false }));
  const gone: CartLine = { ...aLine('d'), product: null };
  expect(totalCentsOf([aLine('a', 2), soldOut, unlisted, gone])).toBe(2500);
});

describe('prices that the shopper agreed to', () => {
  browserOfEachTest();

  it('stay until they are agreed to anew', () => {
    seenPrices.remember('a', 1000);
    seenPrices.rememberFirst('a', 1500);
    expect(seenPrices.read().get('a')).toBe(1000);
    seenPrices.remember('a', 1500);
    expect([...seenPrices.read()]).toEqual([['a', 1500]]);
  });

  it('are kept for the last 200 products', () => {
    for (let index = 0; index < 201; index += 1) seenPrices.remember(`p${index}`, index);
    expect(seenPrices.read().size).toBe(200);
    expect(seenPrices.read().has('p0')).toBe(false);
  });

  it.each(['{', '7', '{"a":1}', '[["a"]]', '[[1,2]]', '[["a","1"]]', '[null]'])(
    'are none when the browser holds %j',
    (stored) => {
      localStorage.setItem('seen-prices', stored);
      expect(seenPrices.read().size).toBe(0);
    },
  );
});

describe('rows of removed lines', () => {
  const removed = [{ line: aLine('b'), index: 1 }];

  it('stay in their places', () => {
    expect(rowsOf([aLine('a'), aLine('c')], removed).map(({ line }) => line.productId)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(rowsOf([aLine('a'), aLine('c')], removed)[1]?.isRemoved).toBe(true);
  });

  it('give way to a line that is in the cart again, because the shop refused to remove it', () => {
    const lines = [aLine('a'), aLine('b')];
    expect(rowsOf(lines, removed).every(({ isRemoved }) => !isRemoved)).toBe(true);
  });

  it('do not come back when that line leaves the cart later', () => {
    const kept = withoutReturned(removed, [aLine('a'), aLine('b')]);
    expect(rowsOf([aLine('a')], kept).map(({ line }) => line.productId)).toEqual(['a']);
  });

  it('are kept while their lines are gone', () => {
    expect(withoutReturned(removed, [aLine('a')])).toBe(removed);
  });
});

it.each([
  ['is sold out', aProduct({ quantity: 0 }), 0, 'Sold out.'],
  ['is not listed', aProduct({ listed: false }), 0, 'No longer on sale.'],
  ['is gone', null, 0, 'No longer on sale.'],
  ['is in the cart already, all of it', aProduct({ quantity: 3 }), 3, 'All 3 are already in your cart.'],
  ['is there in part', aProduct({ quantity: 3 }), 2, null],
])('says why a line left at sign-in cannot be added whose product %s', (_name, product, held, reason) => {
  const items = held > 0 ? [{ productId: 'p1', quantity: held }] : [];
  expect(obstacleOfLeft({ ...aLine('p1', 5), product }, items)).toBe(reason);
});
