import { OrderCancelled, ProductUpdated } from '@datnxecommerce/common';
import { malformed } from '../malformed';
import { SeededRandom } from '@ecommerce/e2e/seeded-random';

const product = {
  id: 'a'.repeat(24),
  title: 'Lamp',
  price: 10,
  quantity: 1,
  userId: 'b'.repeat(24),
  version: 3,
};

function isRefused(contract: typeof ProductUpdated | typeof OrderCancelled, data: string): boolean {
  try {
    contract.parse(JSON.parse(data));
    return false;
  } catch {
    return true;
  }
}

describe('malformed events', () => {
  it('are refused by their contract, each of 2,000, and are of many kinds', () => {
    const random = new SeededRandom(1);
    const made = Array.from({ length: 2000 }, () =>
      malformed(ProductUpdated, [JSON.stringify(product)], random),
    );
    expect(made.filter((data) => !isRefused(ProductUpdated, data))).toEqual([]);
    expect(new Set(made).size).toBeGreaterThan(300);
    expect(made.some((data) => data.length > 1_000_000)).toBe(true);
    expect(made.some((data) => data.includes('__proto__'))).toBe(true);
    for (const data of made) expect(Buffer.byteLength(data)).toBeLessThan(1_048_576 - 512);
  });

  it('can be made of nothing, for a subject that nobody has used yet', () => {
    const random = new SeededRandom(2);
    for (let left = 200; left > 0; left -= 1) {
      expect(isRefused(OrderCancelled, malformed(OrderCancelled, [], random))).toBe(true);
    }
  });

  it('repeat themselves from their seed', () => {
    const of = (seed: number) => malformed(ProductUpdated, [JSON.stringify(product)], new SeededRandom(seed));
    expect(of(5)).toBe(of(5));
  });
});
