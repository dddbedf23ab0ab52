import { isSamePurchase, mergeItems } from '../../events/merge-items';

const a = (quantity: number) => ({ productId: 'a', quantity });
const b = (quantity: number) => ({ productId: 'b', quantity });

describe('isSamePurchase', () => {
  it.each([
    ['the same lines', [a(1), b(2)], [a(1), b(2)], true],
    ['another order of lines', [a(1), b(2)], [b(2), a(1)], true],
    ['a product split into two lines', [a(3)], [a(1), a(2)], true],
    ['another quantity', [a(1)], [a(2)], false],
    ['a product more', [a(1)], [a(1), b(1)], false],
    ['a product less', [a(1), b(1)], [a(1)], false],
    ['another product', [a(1)], [b(1)], false],
  ])('compares %s', (_what, some, others, expected) => {
    expect(isSamePurchase(some, others)).toBe(expected);
  });
});

describe('mergeItems', () => {
  it('adds up the same product and sorts by product', () => {
    const [low, high] = ['0a'.repeat(12), 'ff'.repeat(12)] as const;
    const given = [
      { productId: high, quantity: 1 },
      { productId: low, quantity: 2 },
      { productId: high, quantity: 3 },
    ];
    expect(mergeItems(given)).toEqual([
      { productId: low, quantity: 2 },
      { productId: high, quantity: 4 },
    ]);
  });

  it('refuses what no number holds exactly', () => {
    const productId = 'b'.repeat(24);
    const most = Number.MAX_SAFE_INTEGER;
    expect(() =>
      mergeItems([
        { productId, quantity: most },
        { productId, quantity: 1 },
      ]),
    ).toThrow('too many');
  });
});
