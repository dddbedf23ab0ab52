import type { Books } from '../../books';
import type { OrderStatus } from '../../documents';
import { event, ids } from '../books';
import { namesOf, spoiled, the } from '../spoil';

const seen = (orderId: string, ...statuses: OrderStatus[]) =>
  statuses.map((status) => ({ kind: 'status' as const, orderId, status, at: '2026-05-06T07:08:09Z' }));

const PROMISE = { path: '/api/products/1', status: 200, promised: 3 };

describe('I9: nothing acknowledged is lost', () => {
  it.each<[string, string, (books: Books) => unknown]>([
    [
      'a promise that is not kept',
      'answered 404',
      ({ answers }) => answers?.acknowledged.push({ path: '/api/orders/1', status: 404 }),
    ],
    [
      'an older version than was acknowledged',
      'acknowledged at version 3 and is answered at version 2 now',
      ({ answers }) => answers?.acknowledged.push({ ...PROMISE, version: 2 }),
    ],
    [
      'an answer without the version that was acknowledged',
      'acknowledged at version 3 and is answered without one now',
      ({ answers }) => answers?.acknowledged.push(PROMISE),
    ],
    ['an order that is gone', 'was published and is not there', ({ orders }) => orders.pop()],
    ['a product that is gone', 'is not there', ({ products }) => products.pop()],
    [
      'a product that went back in time',
      'is at version 3 now',
      ({ products }) => (the(products, ids.lamp).version = 3),
    ],
    ['a payment that is gone', 'was published with charge ch_sold', ({ payments }) => payments.shift()],
    [
      'an account that is gone',
      `account ${ids.buyer} is lost`,
      ({ accounts }) => accounts?.delete(ids.buyer),
    ],
  ])('finds %s', (_what, words, spoil) => {
    const found = spoiled((books) => void spoil(books)).filter(({ invariant }) => invariant === 'I9');
    expect(found.map(({ message }) => message).join()).toContain(words);
  });

  it('takes the version that was acknowledged, and a newer one', () => {
    const kept = [3, 4].map((version) => ({ ...PROMISE, version }));
    expect(spoiled(({ answers }) => answers?.acknowledged.push(...kept))).toEqual([]);
  });
});

describe('I10: orders go their way', () => {
  it.each([
    ['a sale', seen(ids.sold, 'Created', 'Created', 'Complete', 'Complete')],
    ['a sale seen late', seen(ids.sold, 'Complete')],
    ['a cancellation', seen(ids.late, 'Created', 'Cancelled')],
    ['a lost race for the last piece', seen(ids.lost, 'Created', 'Complete', 'Cancelled')],
    ['an order whose end nobody saw', seen(ids.sold, 'Created')],
  ])('takes %s', (_what, observations) => {
    expect(spoiled((books) => books.observations.push(...observations))).toEqual([]);
  });

  it.each([
    ['back from Complete', seen(ids.sold, 'Complete', 'Created')],
    ['back from Cancelled', seen(ids.lost, 'Cancelled', 'Complete')],
    ['out of a sale by its shopper', seen(ids.late, 'Complete', 'Cancelled')],
    ['to nowhere', seen('f'.repeat(24), 'Created')],
    ['otherwise than it ended', seen(ids.sold, 'Cancelled')],
  ])('finds a way %s', (_what, observations) => {
    const found = spoiled((books) => books.observations.push(...observations));
    expect(namesOf(found)).toEqual(['I10']);
  });

  it('finds an order that ended otherwise than it is', () => {
    const final = { kind: 'final' as const, orderId: ids.sold, status: 'Cancelled' as const };
    expect(spoiled((books) => books.observations.push(final))).toMatchObject([
      { invariant: 'I10', proof: { ended: 'Cancelled', now: 'Complete' } },
    ]);
  });

  it.each<[string, (books: Books) => unknown]>([
    ['a version that counts nothing', ({ orders }) => (the(orders, ids.sold).version = 3)],
    ['a fact without its date', ({ orders }) => delete the(orders, ids.sold).confirmedAt],
    [
      'facts that do not fit together',
      ({ orders }) => (the(orders, ids.cancelled).cancelReason = 'out_of_stock'),
    ],
    [
      'a sale that stock rejected',
      ({ log }) => log?.events.push(event('stock:rejected', { orderId: ids.sold })),
    ],
    [
      'a sale that stock never confirmed',
      ({ log }) => log && (log.events = log.events.filter(({ subject }) => subject !== 'stock:confirmed')),
    ],
    [
      'a shortage without an event of stock',
      ({ log }) => log && (log.events = log.events.filter(({ subject }) => subject !== 'stock:rejected')),
    ],
  ])('finds %s', (_what, spoil) => {
    const found = spoiled((books) => {
      spoil(books);
      delete books.timelines; // I15 would report the same fault
    });
    expect(namesOf(found)).toEqual(['I10']);
  });
});

describe('I13: everything ends', () => {
  it.each<[string, (books: Books) => unknown]>([
    ['a sale that waits for its stock', ({ orders }) => (the(orders, ids.sold).fulfilment = 'pending')],
    ['a charge of unknown outcome', ({ payments }) => (the(payments, ids.lostPayment).status = 'unknown')],
    ['a refund that was begun', ({ payments }) => (the(payments, ids.lostPayment).status = 'refunding')],
    ['a paid order without its event', ({ orders }) => (the(orders, ids.sold).status = 'Created')],
    ['stock half taken', ({ fulfilments }) => (the(fulfilments, ids.sold).status = 'applying')],
    ['stock half put back', ({ fulfilments }) => (the(fulfilments, ids.late).status = 'reverting')],
  ])('finds %s', (_what, spoil) => {
    expect(namesOf(spoiled((books) => void spoil(books)))).toContain('I13');
  });
});
