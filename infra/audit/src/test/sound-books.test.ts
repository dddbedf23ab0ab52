import { violationsOf } from '../audit';
import { INVARIANT_NAMES, INVARIANTS } from '../invariants';
import { leftOut } from '../left-out';
import { ids, soundBooks } from './books';

it('finds nothing wrong in sound books', () => {
  expect(violationsOf(soundBooks())).toEqual([]);
});

it('finds nothing wrong in an empty shop', () => {
  const nothing = { readAt: new Date(), products: [], fulfilments: [], orders: [], payments: [], carts: [] };
  const replicas = { productsInOrders: [], productsInCart: [], ordersInPayments: [], ownersInCart: [] };
  const books = { ...nothing, ...replicas, outboxes: [], deadLetters: [], observations: [] };
  expect(violationsOf(books)).toEqual([]);
});

it('knows sixteen invariants, each by a title of its own', () => {
  expect(INVARIANT_NAMES).toEqual(Array.from({ length: 16 }, (_, index) => `I${index + 1}`));
  expect(new Set(Object.values(INVARIANTS).map(({ title }) => title)).size).toBe(16);
});

describe('what is left out', () => {
  it('is said of everything that was out of reach', () => {
    const books = soundBooks();
    const { ledger: _, log: __, accounts: ___, answers: ____, queueGroups: _____, ...others } = books;
    const { timelines: ______, mailbox: _______, ...reachable } = others;
    const said = leftOut(reachable).join('\n');
    for (const words of [
      "Stripe's ledger",
      "broker's log",
      'I8 for what the broker has not delivered',
      "auth's database",
      'the database of notifications',
      'gateway',
      'no observations',
    ])
      expect(said).toContain(words);
    expect(violationsOf(reachable)).toEqual([]);
  });

  it('is said of products from before their stock was accounted for, and of a log that is not whole', () => {
    const books = soundBooks();
    delete books.products[0]?.stockLedger;
    delete books.products[1]?.stockLedger;
    books.log = { events: books.log?.events ?? [], ignored: 2, incomplete: 'the broker restarted empty' };
    const said = leftOut(books).join('\n');
    expect(said).toContain('I6 for 2 products');
    expect(said).toContain('I11, and I10 by the log: the broker restarted empty');
    expect(said).toContain('2 events of the log');
  });

  it('is said of buyers who have bought more than their carts remember, when there is one', () => {
    const books = soundBooks();
    const keys = (count: number) => Array.from({ length: count }, (_, each) => `payment:created:${each}`);
    const cart = (inbox: string[]) => ({ id: 'cart', userId: ids.buyer, items: [], inbox });
    books.carts = [cart(keys(199)), cart([])];
    expect(leftOut(books).join('\n')).not.toContain('I12 for');
    books.carts.push(cart(keys(200)));
    expect(leftOut(books).join('\n')).toContain('I12 for the purchases of 1 buyer whose cart may have');
    books.carts.push(cart(keys(200)));
    expect(leftOut(books).join('\n')).toContain('I12 for the purchases of 2 buyers whose carts may have');
  });

  it('is nothing but the observations when all is in reach', () => {
    expect(leftOut(soundBooks())).toHaveLength(1);
  });
});
