import { Random } from '../random';

const draw = (count: number, seed: number, ...stream: (string | number)[]): number[] => {
  const random = new Random(seed, ...stream);
  return Array.from({ length: count }, () => random.next());
};

it('gives the same numbers for the same seed and stream, and others for others', () => {
  expect(draw(5, 7, 'errand', 1)).toEqual(draw(5, 7, 'errand', 1));
  const firsts = [
    draw(1, 7, 'errand', 1),
    draw(1, 8, 'errand', 1),
    draw(1, 7, 'errand', 2),
    draw(1, 7, 'edit', 1),
  ];
  expect(new Set(firsts.flat()).size).toBe(4);
});

it('spreads over its whole range, between streams as within one', () => {
  const firstsOfStreams = Array.from({ length: 10_000 }, (_, index) => draw(1, 7, 'errand', index)[0] ?? -1);
  for (const numbers of [draw(10_000, 7), firstsOfStreams]) {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const inTenth = numbers.filter((number) => number >= tenth / 10 && number < (tenth + 1) / 10);
      expect(inTenth.length).toBeGreaterThan(800);
      expect(inTenth.length).toBeLessThan(1_200);
    }
  }
});

it('draws whole numbers from the least to the most', () => {
  const random = new Random(1);
  const drawn = Array.from({ length: 1_000 }, () => random.int(3, 5));
  expect(new Set(drawn)).toEqual(new Set([3, 4, 5]));
});
