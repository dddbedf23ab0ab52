import { quantile, slope } from '../statistics';

it('gives quantiles that are among the values', () => {
  expect([0, 0.5, 0.99, 1].map((share) => quantile([5, 1, 4, 2, 3], share))).toEqual([1, 3, 5, 5]);
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([0.5, 0.95, 0.99].map((share) => quantile(hundred, share))).toEqual([50, 95, 99]);
  expect(quantile([], 0.5)).toBeNaN();
});

it('gives the slope of a line, and none of fewer than two points', () => {
  expect(slope([0, 1, 2, 3].map((x) => ({ x, y: 2 * x + 7 })))).toBeCloseTo(2);
  expect(slope([{ x: 1, y: 1 }])).toBeNaN();
});
