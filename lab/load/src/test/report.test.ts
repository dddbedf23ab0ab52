import type { Order } from '@ecommerce/e2e/shopper';
import type { Customer } from '../customer';
import type { WatchedOrder } from '../order-watch';
import { auditLines, isGood, reportLines, summarise, type LoadReport } from '../report';

const SEEN: Order = {
  id: '1',
  status: 'Created',
  total: 10,
  version: 0,
  fulfilment: 'none',
  paid: false,
  refunded: false,
};

const order = (facts: Partial<WatchedOrder>): WatchedOrder => ({
  id: '1',
  customer: {} as Customer,
  placedAt: 100,
  isLeft: false,
  seen: SEEN,
  ...facts,
});

const paid = (end: WatchedOrder['end'], endedAt: number) => order({ paidAt: 200, endedAt, end });

const report = (orders: WatchedOrder[], more: Partial<LoadReport> = {}): LoadReport => ({
  ...summarise(orders),
  seed: 7,
  seconds: 2,
  checkouts: orders.length,
  edits: 1,
  retries: [],
  unexpected: [],
  routes: [],
  wrongCarts: [],
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

describe('the audit after a run', () => {
  const leftOut = ['I14: the gateway has no address', 'I9 for accounts'];

  it('tells each violation with its proof, after what it could not check', () => {
    const proof = { order: 'abc', received: 1 };
    const violations = [{ invariant: 'I4' as const, message: 'order abc is Complete', proof }];
    expect(auditLines({ violations, leftOut })).toEqual([
      '  left out         I14: the gateway has no address',
      '                   I9 for accounts',
      '  VIOLATION        I4 order abc is Complete',
      '                   {"order":"abc","received":1}',
    ]);
  });

  it('says that nothing is wrong', () => {
    expect(auditLines({ violations: [], leftOut: [] })).toEqual(['  audit            no violation']);
  });
});
