import { SeededRandom } from '../seeded-random';

const numbers = (seed: number): number[] => {
  const random = new SeededRandom(seed);
  return Array.from({ length: 100 }, () => random.next());
};

describe('chance from a seed', () => {
  it('repeats itself, and another seed does not', () => {
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
    for (const number of numbers(7)) expect(number >= 0 && number < 1).toBe(true);
  });

  it('draws whole numbers from both ends and all between', () => {
    const random = new SeededRandom(1);
    const drawn = new Set(Array.from({ length: 200 }, () => random.int(3, 5)));
    expect([...drawn].sort()).toEqual([3, 4, 5]);
  });

  it('shuffles without losing anything', () => {
    const list = Array.from({ length: 20 }, (_, index) => index);
    const shuffled = new SeededRandom(1).shuffle(list);
    expect(shuffled).not.toEqual(list);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(list);
  });

  it('picks nothing from nothing', () => {
    expect(() => new SeededRandom(1).pick([])).toThrow(RangeError);
  });

  it('forks into a sequence that is decided by the seed as well', () => {
    expect(new SeededRandom(4).fork().next()).toBe(new SeededRandom(4).fork().next());
  });
});
