import { SeededRandom } from '@ecommerce/e2e/seeded-random';
import { drawTransaction, Zipf } from '../mix';

const draws = <T>(count: number, draw: (random: SeededRandom) => T): Map<T, number> => {
  const random = new SeededRandom(7);
  const drawn = new Map<T, number>();
  for (let index = 0; index < count; index += 1) {
    const value = draw(random);
    drawn.set(value, (drawn.get(value) ?? 0) + 1);
  }
  return drawn;
};

it('draws the transactions by their shares', () => {
  const drawn = draws(40_000, drawTransaction);
  expect(drawn.get('customer session')! / 1000).toBeCloseTo(30, -0.5);
  expect(drawn.get('seller dashboard')! / 1000).toBeCloseTo(5, -0.3);
  expect(drawn.get('price update')! / 1000).toBeCloseTo(3, -0.3);
  expect(drawn.get('product replaced')! / 1000).toBeCloseTo(2, -0.3);
});

describe('Zipf', () => {
  it('draws the first twice as often as the second and four times as often as the fourth', () => {
    const zipf = new Zipf(100);
    const drawn = draws(50_000, (random) => zipf.draw(random));
    expect(drawn.get(0)! / drawn.get(1)!).toBeCloseTo(2, 0);
    expect(drawn.get(0)! / drawn.get(3)!).toBeCloseTo(4, 0);
    expect([...drawn.keys()].every((position) => position >= 0 && position < 100)).toBe(true);
  });

  it('draws different positions, as many as there are at most', () => {
    const random = new SeededRandom(7);
    expect(new Set(new Zipf(10).drawSome(random, 5)).size).toBe(5);
    expect(new Zipf(3).drawSome(random, 5).toSorted()).toEqual([0, 1, 2]);
  });
});
