import type { Order } from '../../shopper';
import type { Customer } from '../customer';
import type { WatchedOrder } from '../order-watch';
import { progressLine } from '../progress';
import { isGood, reportLines, summarise, type LoadReport } from '../report';

const SEEN: Order = {
  ...{ id: '1', status: 'Created', total: 10, version: 0 },
  ...{ fulfilment: 'none', paid: false, refunded: false },
};

const order = (facts: Partial<WatchedOrder>): WatchedOrder => ({
  ...{ id: '1', customer: {} as Customer, placedAt: 100, isLeft: false, seen: SEEN },
  ...facts,
});

const paid = (end: WatchedOrder['end'], endedAt: number) => order({ paidAt: 200, endedAt, end });

const report = (orders: WatchedOrder[], more: Partial<LoadReport> = {}): LoadReport => ({
  ...summarise(orders),
  ...{ seed: 7, seconds: 2, checkouts: orders.length, edits: 1, retries: [], unexpected: [], routes: [] },
  ...{ wrongCarts: [] },
  ...more,
});

it('tells what became of every order, and how long the slowest took', () => {
  const orders = [
    ...Array.from({ length: 1_200 }, () => paid('complete', 250)),
    paid('refunded', 2_000),
    order({ end: 'cancelled', endedAt: 300 }),
    order({ end: 'unpaid', endedAt: 300 }),
  ];
  const good = report(orders);
  expect(reportLines(good)[0]).toBe(
    '1,203 orders: 1,200 Complete, 1 refunded, 1 cancelled unpaid, 1 left unpaid, 0 lost; slowest 1.8 s',
  );
  expect(isGood(good)).toBe(true);
});

it('shows an order without an end as lost, and how it stands', () => {
  const bad = report([order({ id: 'abc', paidAt: 200 })]);
  expect(isGood(bad)).toBe(false);
  const text = reportLines(bad).join('\n');
  expect(text).toContain('1 orders: 0 Complete, 0 refunded, 1 lost');
  expect(text).toContain('order abc has no end: Created, fulfilment none, paid false');
});

it('shows answers that none should get, and carts that hold something else', () => {
  const unexpected = [{ what: 'POST /api/orders 500', count: 2, example: 'Something went wrong' }];
  const bad = report([], { unexpected });
  expect(isGood(bad)).toBe(false);
  expect(reportLines(bad).join('\n')).toContain('POST /api/orders 500 × 2, such as Something went wrong');
  expect(isGood(report([], { wrongCarts: ['a cart holds nothing'] }))).toBe(false);
});

it('says how far it is', () => {
  const progress = { done: 1_500, checkouts: 2_000, open: 3, retries: 4, unexpected: 0 };
  expect(progressLine(progress, 50)).toBe(
    '1,500 of 2,000 checkouts · 30/s · 3 orders open · 4 asked again · 0 unexpected · 50 s',
  );
});
