import { summary, Tally } from '../tally';

it('tells median, 99th percentile and maximum by nearest rank', () => {
  const times = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(summary(times)).toEqual({ p50: 100, p99: 198, max: 200 });
  expect(summary([5])).toEqual({ p50: 5, p99: 5, max: 5 });
  expect(summary([])).toEqual({ p50: 0, p99: 0, max: 0 });
});

it('counts answers by route, the slowest first', () => {
  const tally = new Tally();
  tally.answered('GET /fast', 1);
  tally.answered('GET /slow', 9);
  tally.answered('GET /fast', 3);
  expect(tally.routeTimes()).toEqual([
    { route: 'GET /slow', count: 1, p50: 9, p99: 9, max: 9 },
    { route: 'GET /fast', count: 2, p50: 1, p99: 3, max: 3 },
  ]);
});

it('counts what was asked again by reason, and keeps the first example of what should not be', () => {
  const tally = new Tally();
  for (const reason of ['503', 'ECONNRESET', '503']) tally.retried('POST /api/orders', reason);
  tally.unexpected('GET /api/cart 500', 'first');
  tally.unexpected('GET /api/cart 500', 'second');
  expect(tally.retries()).toEqual([
    { what: 'POST /api/orders 503', count: 2 },
    { what: 'POST /api/orders ECONNRESET', count: 1 },
  ]);
  expect(tally.unexpectedAnswers()).toEqual([{ what: 'GET /api/cart 500', count: 2, example: 'first' }]);
  expect([tally.retryCount, tally.unexpectedCount]).toEqual([3, 2]);
});
