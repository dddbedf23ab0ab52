import { BadRequestError } from '@datnxecommerce/common';
import {
  INBOX_SIZE,
  MAX_CART_LINES,
  decideLineRemoval,
  decideLine,
  decidePurchase,
} from '../../domain/cart-decisions';
import type { CartLine } from '../../models/cart';

const USER = 'user';
const line = (productId: string, quantity: number): CartLine => ({ productId, quantity });
const cart = (items: CartLine[], inbox: string[] = []) => ({ _id: 'cart', userId: USER, items, inbox });
const bought = (items: CartLine[], key = 'payment:created:1') => ({ userId: USER, key, items });
const full = Array.from({ length: MAX_CART_LINES }, (_, index) => line(`p${index}`, 1));

describe('setting a line', () => {
  it.each([
    ['the first product', null, line('a', 2), [line('a', 2)]],
    ['another product behind the others', cart([line('a', 2)]), line('b', 1), [line('a', 2), line('b', 1)]],
    [
      'a new quantity in its place',
      cart([line('a', 2), line('b', 1)]),
      line('a', 7),
      [line('a', 7), line('b', 1)],
    ],
    ['a product of a full cart again', cart(full), line('p49', 3), [...full.slice(0, 49), line('p49', 3)]],
  ])('takes %s', (_what, current, added, items) => {
    const { next, result } = decideLine(current, USER, added);
    expect(next).toMatchObject({ userId: USER, items });
    expect(result).toEqual(items);
  });

  it('writes nothing when it is set already', () => {
    expect(decideLine(cart([line('a', 2)]), USER, line('a', 2))).toEqual({
      result: [line('a', 2)],
    });
  });

  it('refuses one product more than a cart can hold', () => {
    const last = decideLine(cart(full.slice(1)), USER, line('new', 1));
    expect(last.next?.items).toHaveLength(MAX_CART_LINES);
    expect(() => decideLine(cart(full), USER, line('new', 1))).toThrow(
      new BadRequestError('A cart holds at most 50 products'),
    );
  });

  it('leaves the state it was given alone', () => {
    const before = cart([line('a', 2)]);
    decideLine(before, USER, line('a', 3));
    expect(before).toEqual(cart([line('a', 2)]));
  });
});

describe('removing a line', () => {
  it('takes the product out, however many of it there are', () => {
    const { next, result } = decideLineRemoval(cart([line('a', 2), line('b', 1)]), USER, 'a');
    expect(next?.items).toEqual([line('b', 1)]);
    expect(result).toEqual([line('b', 1)]);
  });

  it.each([
    ['no cart', null, []],
    ['a cart without it', cart([line('b', 1)]), [line('b', 1)]],
  ])('writes nothing to %s', (_what, current, items) => {
    expect(decideLineRemoval(current, USER, 'a')).toEqual({ result: items });
  });
});

describe('subtracting a purchase', () => {
  it.each([
    ['all of a line', [line('a', 2)], [line('a', 2)], []],
    ['a part of a line', [line('a', 5)], [line('a', 2)], [line('a', 3)]],
    ['more than the line has left', [line('a', 1)], [line('a', 2)], []],
    ['what is not in the cart', [line('b', 1)], [line('a', 2)], [line('b', 1)]],
    [
      'several lines',
      [line('a', 1), line('b', 4), line('c', 1)],
      [line('b', 3), line('a', 1)],
      [line('b', 1), line('c', 1)],
    ],
    ['the same product twice', [line('a', 5)], [line('a', 2), line('a', 1)], [line('a', 2)]],
  ])('takes out %s', (_what, items, purchase, left) => {
    const { next, result } = decidePurchase(cart(items), bought(purchase));
    expect(next).toMatchObject({ items: left, inbox: ['payment:created:1'] });
    expect(result).toEqual(left);
  });

  it('takes out nothing the second time', () => {
    const seen = cart([line('a', 5)], ['payment:created:1']);
    expect(decidePurchase(seen, bought([line('a', 2)]))).toEqual({
      result: [line('a', 5)],
    });
  });

  it('remembers the key in an empty cart when there is none yet', () => {
    expect(decidePurchase(null, bought([line('a', 2)])).next).toEqual({
      userId: USER,
      items: [],
      inbox: ['payment:created:1'],
    });
  });

  it('remembers the last 200 keys', () => {
    const keys = Array.from({ length: INBOX_SIZE }, (_, index) => `k${index}`);
    const { next } = decidePurchase(cart([], keys), bought([line('a', 1)], 'new'));
    expect(next?.inbox).toEqual([...keys.slice(1), 'new']);
  });
});
