import { routesOf } from '../../requests/routes';
import { drawPaymentTimes, drawSales, drawShares } from '../charts';

const route = (name: string) => ({ name, limit: 0.2, ours: 0.4, control: 1 });
const reportOf = (names: string[]) => ({
  measuredAt: '2026-11-28T00:00:00.000Z',
  node: 'v20.20.0',
  load: [0.2, 1.4] as [number, number],
  generations: 3,
  rounds: 5,
  roundMs: 300,
  routes: names.map(route),
});

it('draws the share of each hot route beside its goal', () => {
  const names = routesOf({ products: [], shoppers: [], uri: '' }).map(({ name }) => name);
  const svg = drawShares('a request', reportOf(names));
  expect(svg.match(/>0\.50 \(goal 0\.\d+\)<\/text>/g)).toHaveLength(names.length);
  expect(svg).toContain('>currentuser with session</text>');
});

it('draws a route without a goal', () => {
  expect(drawShares('an event', reportOf(['publish']))).toContain('>0.50</text>');
});

it('draws sales by buyers', () => {
  const svg = drawSales([
    { buyers: 1, bare: 4.5, ours: 9 },
    { buyers: 64, bare: 1.5, ours: 0.3 },
  ]);
  expect(svg).toContain('change with group commit, 1: 9.00 ms');
  expect(svg).toContain('bare conditional $inc, 64: 1.50 ms');
});

it('draws the quantiles of payments', () => {
  const svg = drawPaymentTimes(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(svg).toContain('time to confirmed, p50: 50 ms');
  expect(svg).toContain('time to confirmed, p99: 99 ms');
});
