import { isSamePurchase } from '../../domain/lines';

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
