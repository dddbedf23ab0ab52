import { growing, growthOf, linesOf, type Sample } from '../report';

/** One sample a minute for half an hour. */
const grown = (mebibytes: (minute: number) => number): Sample[] =>
  Array.from({ length: 31 }, (_, minute) => ({ minute, mebibytes: mebibytes(minute) }));

const flat = grown((minute) => 90 + (minute % 2));
const leaking = grown((minute) => 90 + minute);
const warming = grown((minute) => 90 + Math.min(minute, 8) * 5);

it('measures how fast memory grows once the process is warm', () => {
  expect(growthOf(leaking)).toBeCloseTo(1);
  expect(growthOf(flat)).toBeCloseTo(0, 1);
  expect(growthOf(warming)).toBe(0);
});

it('tells each service beside the limit, and finds those beyond it', () => {
  const services = new Map([
    ['orders', warming],
    ['cart', leaking],
  ]);
  expect(linesOf(services)).toEqual([
    'memory of orders: 90 to 130 MiB, 0.00 MiB a minute (limit 0.5)',
    'memory of cart: 90 to 120 MiB, 1.00 MiB a minute (limit 0.5)',
  ]);
  expect(growing(services)).toEqual(['cart']);
});

it('calls too few samples growing, since they prove nothing', () => {
  expect(growing(new Map([['orders', flat.slice(0, 1)]]))).toEqual(['orders']);
});
