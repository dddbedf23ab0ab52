import type { Books } from '../../books';
import type { StoredCart } from '../../documents';
import { ids } from '../books';
import { namesOf, spoiled } from '../spoil';

function cartOf({ carts: [cart] }: Books): StoredCart {
  if (!cart) throw new Error('there is no cart');
  return cart;
}

const line = (quantity: number) => ({ productId: ids.last, quantity });

describe('I12: carts add up', () => {
  it.each<[string, string, (books: Books) => unknown]>([
    ['a line of nothing', 'holds 0 of', (books) => cartOf(books).items.push(line(0))],
    ['a negative line', 'holds -1 of', (books) => cartOf(books).items.push(line(-1))],
    ['half a piece', 'holds 0.5 of', (books) => cartOf(books).items.push(line(0.5))],
    ['a product in two lines', 'in 2 lines', (books) => cartOf(books).items.push(line(1), line(1))],
    [
      'a purchase taken out twice',
      '2 times',
      (books) => cartOf(books).inbox?.push(`payment:created:${ids.soldPayment}`),
    ],
    ['a purchase that is still in it', `order ${ids.sold} bought`, (books) => cartOf(books).inbox?.shift()],
    ['a cart that is gone', `order ${ids.lost} bought`, ({ carts }) => carts.pop()],
    [
      'other contents than were put in',
      'something else',
      ({ answers }) =>
        answers?.carts.push({ cookie: '', status: 200, items: [line(2)], expected: [line(1)] }),
    ],
  ])('finds %s', (_what, words, spoil) => {
    const found = spoiled((books) => void spoil(books));
    expect(namesOf(found)).toEqual(['I12']);
    expect(found.map(({ message }) => message).join()).toContain(words);
  });

  it('does not miss what a full memory has forgotten, nor the order of lines', () => {
    const found = spoiled((books) => {
      cartOf(books).inbox = Array.from({ length: 200 }, (_, index) => `payment:created:${index}`);
      const [one, two] = [line(1), { productId: ids.lamp, quantity: 3 }];
      books.answers?.carts.push({ cookie: '', status: 200, items: [one, two], expected: [two, one] });
    });
    expect(found).toEqual([]);
  });
});

describe("I14: nobody reads others'", () => {
  const request = {
    method: 'GET',
    path: `/api/orders/${ids.sold}`,
    orderId: ids.sold,
    status: 404,
    body: {},
  };
  const payment = { ...request, method: 'POST', path: '/api/payments' };
  const own = [
    { method: 'GET', path: '/api/orders', status: 200, body: [] },
    { method: 'GET', path: '/api/cart', status: 200, body: { items: [] } },
  ];

  it('takes refusals and empty shelves', () => {
    const found = spoiled(({ answers }) => {
      answers?.stranger.push(request, payment, ...own);
      answers?.strangersOrders.push({ id: ids.sold, before: 'Complete', after: 'Complete' });
    });
    expect(found).toEqual([]);
  });

  it.each<[string, Partial<typeof request>]>([
    ['an order that is shown', { ...request, status: 200, body: { id: ids.sold } }],
    ['a cancellation that is taken', { ...request, method: 'DELETE', status: 204 }],
    ['an answer that reveals the order', { ...request, status: 403 }],
    ['a payment that is taken', { ...payment, status: 201 }],
    ["others' orders in a stranger's list", { ...own[0], body: [{ id: ids.sold }] as never }],
    ["others' things in a stranger's cart", { ...own[1], body: { items: [line(1)] } }],
    ['no answer at all', { ...own[1], status: 500 }],
  ])('finds %s', (_what, answer) => {
    const found = spoiled(({ answers }) => answers?.stranger.push(answer as typeof request));
    expect(namesOf(found)).toEqual(['I14']);
  });

  it('finds an order that changed under a stranger', () => {
    const changed = { id: ids.open, before: 'Created, version 0', after: 'Cancelled, version 1' };
    expect(spoiled(({ answers }) => answers?.strangersOrders.push(changed))).toMatchObject([
      { invariant: 'I14', proof: { order: ids.open } },
    ]);
  });
});
