import { toCents } from '../..';

describe('toCents', () => {
  it.each([
    [0, 0],
    [0.29, 29],
    [1.1, 110],
    [19.99, 1999],
    [999_999.99, 99_999_999],
  ])('converts %d dollars to %d cents', (dollars, cents) => expect(toCents(dollars)).toBe(cents));

  it.each([1.005, 0.001, -1, NaN, Infinity, 1e21])('refuses %d', (dollars) =>
    expect(() => toCents(dollars)).toThrow(RangeError),
  );
});
