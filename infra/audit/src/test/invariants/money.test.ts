import type { Books } from '../../books';
import { toCents } from '../../cents';
import { ids } from '../books';
import { namesOf, spoiled, the } from '../spoil';

const sold = ({ payments }: Books) => the(payments, ids.soldPayment);
const extra = { id: 'ch_x', amount: 2020, currency: 'usd', status: 'succeeded' };

describe('cents', () => {
  it.each([
    [0, 0],
    [0.57, 57],
    [19.99, 1999],
    [1.1, 110],
    [999_999.99, 99_999_999],
  ])('%d is exactly %d', (amount, cents) => expect(toCents(amount)).toBe(cents));

  it.each([0.005, -1, 1e21, NaN, 0.1 + 0.2])('%d is no amount', (amount) =>
    expect(toCents(amount)).toBeNaN(),
  );
});

describe('I3: charges and payments are pairs', () => {
  it.each<[string, string, (books: Books) => unknown]>([
    [
      'a charge without a payment',
      'belongs to no payment',
      ({ ledger }) => ledger?.charges.push({ ...extra, metadata: {} }),
    ],
    [
      'a second charge of an order',
      'is charged 2 times',
      ({ ledger }) => ledger?.charges.push({ ...extra, metadata: { orderId: ids.sold } }),
    ],
    [
      'a payment whose charge Stripe does not have',
      'which Stripe does not have',
      (books) => (sold(books).stripeId = 'ch_none'),
    ],
    ['a payment that names no charge', 'without a charge', (books) => delete sold(books).stripeId],
    [
      'a charge that two payments claim',
      'belongs to 2 payments',
      ({ payments }) => (the(payments, ids.lostPayment).stripeId = 'ch_sold'),
    ],
    [
      'a second payment of an order',
      '2 charged payments',
      ({ payments }) => (the(payments, ids.lostPayment).orderId = ids.sold),
    ],
    [
      "a charge of another order than its payment's",
      'of another order',
      ({ ledger }) => (the(ledger?.charges, 'ch_sold').metadata.orderId = ids.open),
    ],
    [
      'a payment of another amount than its charge',
      'is $20.21 there',
      (books) => (sold(books).amountCents += 1),
    ],
    [
      'a charge of another currency',
      'charge ch_sold is in eur',
      ({ ledger }) => (the(ledger?.charges, 'ch_sold').currency = 'eur'),
    ],
  ])('finds %s', (_what, words, spoil) => {
    const found = spoiled((books) => void spoil(books)).filter(({ invariant }) => invariant === 'I3');
    expect(found.map(({ message }) => message).join()).toContain(words);
  });
});

describe('I4: money adds up to the cent', () => {
  it.each<[string, string, (books: Books) => unknown]>([
    ['a cent too much', '$20.21 was taken', ({ ledger }) => (the(ledger?.charges, 'ch_sold').amount += 1)],
    [
      'a cent that went back',
      '$20.19 was taken',
      ({ ledger }) => ledger?.refunds.push({ id: 're', charge: 'ch_sold', amount: 1, status: 'succeeded' }),
    ],
    [
      'a refund that fell short',
      '$0.01 was taken',
      ({ ledger }) => (the(ledger?.refunds, 're_lost').amount -= 1),
    ],
    [
      'a total that is not that of the lines',
      'its lines make',
      ({ orders }) => (the(orders, ids.open).total = 10.11),
    ],
    [
      'a total that is no amount of cents',
      'costs $NaN',
      ({ orders }) => (the(orders, ids.sold).total = 20.205),
    ],
    [
      'money for nothing',
      'which is not there',
      ({ ledger }) => ledger?.charges.push({ ...extra, metadata: {} }),
    ],
  ])('finds %s', (_what, words, spoil) => {
    const found = spoiled((books) => void spoil(books)).filter(({ invariant }) => invariant === 'I4');
    expect(found.map(({ message }) => message).join()).toContain(words);
  });

  it('believes payments where Stripe shows no ledger', () => {
    const found = spoiled((books) => {
      delete books.ledger;
      sold(books).amountCents += 1;
    });
    expect(found).toMatchObject([{ invariant: 'I4', proof: { order: ids.sold, received: 2021 } }]);
  });
});

describe('I5: a charge ends one way', () => {
  it.each<[string, (books: Books) => unknown]>([
    ['a sale that went back', (books) => (sold(books).status = 'refunded')],
    ['a sale that is not confirmed', ({ orders }) => (the(orders, ids.sold).fulfilment = 'pending')],
    [
      'a cancelled order whose money is kept',
      ({ payments }) => (the(payments, ids.latePayment).status = 'succeeded'),
    ],
    ['a refund in two parts', ({ ledger }) => ledger?.refunds.push({ ...the(ledger.refunds, 're_late') })],
    ['a refund that the order does not know of', ({ orders }) => (the(orders, ids.late).refunded = false)],
    ['a charge of an order that is gone', ({ orders }) => orders.shift()],
    ['a Complete order without a charge', ({ payments }) => payments.shift()],
    ['a Complete order whose card was declined', (books) => (sold(books).status = 'declined')],
  ])('finds %s', (_what, spoil) => {
    expect(namesOf(spoiled((books) => void spoil(books)))).toContain('I5');
  });
});
