import { violationsOf, type Books } from '../books';

const lamp = (order: string, status: string) => ({
  id: order,
  status,
  items: [{ productId: 'lamp', quantity: 2 }],
});
const charge = (orderId: string, refunded = 0) => ({ orderId, amount: 2000, refunded });
const broken = (books: Books): number[] => Object.values<number>({ ...violationsOf(books) });

it('finds nothing in a shop that sold, refunded and left unpaid', () => {
  const books = {
    products: [{ id: 'lamp', start: 5, left: 3 }],
    orders: [lamp('a', 'complete'), lamp('b', 'cancelled'), lamp('c', 'created')],
    charges: [charge('a'), charge('b', 2000)],
  };
  expect(broken(books)).toEqual([0, 0, 0, 0]);
});

it('counts an order once however often it was charged', () => {
  const books = {
    products: [{ id: 'lamp', start: 5, left: 3 }],
    orders: [lamp('a', 'complete')],
    charges: [charge('a'), charge('a'), charge('a'), charge('a', 2000)],
  };
  expect(broken(books)).toEqual([1, 0, 0, 0]);
});

it('counts money kept for orders that are cancelled, never completed, or unknown', () => {
  const books = {
    products: [{ id: 'lamp', start: 5, left: 5 }],
    orders: [lamp('a', 'cancelled'), lamp('b', 'created')],
    charges: [charge('a', 1999), charge('b'), charge('nobody')],
  };
  expect(broken(books)).toEqual([0, 3, 0, 0]);
});

it('counts orders that nobody paid, and pieces on both sides of the right stock', () => {
  const books = {
    products: [
      { id: 'lamp', start: 1, left: 0 },
      { id: 'chair', start: 1, left: 4 },
    ],
    orders: [lamp('a', 'complete'), lamp('b', 'complete')],
    charges: [charge('a')],
  };
  expect(broken(books)).toEqual([0, 0, 1, 6]);
});
