import { normalizeEmail, storedSpellings } from '../../domain/email';

describe('normalizeEmail', () => {
  it.each([
    [' Shopper@Example.COM ', 'shopper@example.com'],
    ['shop\u200bper@example.com', 'shopper@example.com'],
    ['shop\u00adper@exa\u200dmple.com', 'shopper@example.com'],
    ['\ufeffshopper@example.com', 'shopper@example.com'],
    ['\uff53hopper\uff20example\uff0ecom', 'shopper@example.com'],
    ['shopper@example\u3002com', 'shopper@example.com'],
    ['e\u0301@example.com', '\u00e9@example.com'],
    ['a@B\u00fccher.example', 'a@xn--bcher-kva.example'],
    ['a@bu\u0308cher.example', 'a@xn--bcher-kva.example'],
    ['a@XN--BCHER-KVA.example', 'a@xn--bcher-kva.example'],
  ])('turns %j into %s', (typed, expected) => {
    expect(normalizeEmail(typed)).toBe(expected);
    expect(normalizeEmail(normalizeEmail(typed))).toBe(expected);
  });

  it.each([
    'a@example.com/b',
    'a@example.com?b',
    'a@example.com#b',
    'a@ex%61mple.com',
    'a@example.com:80',
    'no at',
  ])('makes no address of %s', (typed) => {
    expect(normalizeEmail(typed)).toBe(typed);
  });
});

it('an account of an older release is looked for under the spelling that it was opened with', () => {
  const stored = ['a@b\u00fccher.example', 'a@bu\u0308cher.example', 'a@xn--bcher-kva.example'];
  for (const typed of stored) expect(storedSpellings(typed).toSorted()).toEqual(stored.toSorted());
  expect(storedSpellings('shop\u200bper@example.com')[0]).toBe('shop\u200bper@example.com');
});
