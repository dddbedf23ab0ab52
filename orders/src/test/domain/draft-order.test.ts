import { newId } from '@datnxecommerce/common/testing';
import { Types } from 'mongoose';
import { draftOrder } from '../../domain/draft-order';
import { someText } from '../builders';

/** Drafts an order of [price, quantity] pairs. */
function draft(...priced: [price: number, quantity: number][]) {
  const products = priced.map(([price], index) => ({
    _id: new Types.ObjectId(),
    title: `Product ${index}`,
    price,
    quantity: 1000,
    userId: newId(),
    version: 7,
  }));
  const lines = priced.map(([, quantity], index) => ({ productId: String(products[index]?._id), quantity }));
  return draftOrder('the user', lines, products);
}

describe('draftOrder', () => {
  it.each<[number, [number, number][]]>([
    [0.6, [[0.2, 3]]],
    [0.5, [[0.1, 5]]],
    [
      0.8,
      [
        [0.1, 1],
        [0.7, 1],
      ],
    ],
    [3.3, [[1.1, 3]]],
    [57.57, [[19.19, 3]]],
    [4.35, [[4.35, 1]]],
    [290, [[0.29, 1000]]],
    [999_999.99, [[999_999.99, 1]]],
    [999_990, [[999.99, 1000]]],
  ])('sums to exactly %d', (total, priced) => {
    expect(draft(...priced).total).toBe(total);
  });

  it('sums every price from 0.08 to 20.00 to the cent', () => {
    for (let cents = 8; cents <= 2000; cents += 1) {
      expect(draft([cents / 100, 7]).total).toBe((cents * 7) / 100);
    }
  });

  it('refuses a total over 999,999.99', () => {
    expect(() => draft([999_999.99, 1], [0.01, 1])).toThrow('Total must be at most 999999.99');
  });

  it('refuses a total under $0.50, which Stripe does not charge', () => {
    expect(() => draft([0.49, 1])).toThrow('Total must be at least $0.50');
    expect(() => draft([0.01, 49])).toThrow('Total must be at least $0.50');
    expect(draft([0.01, 50]).total).toBe(0.5);
  });

  it('keeps title and price of the moment, and starts unpaid at version 0', () => {
    expect(draft([12.5, 2])).toEqual({
      userId: 'the user',
      status: 'Created',
      items: [{ productId: someText, titleSnapshot: 'Product 0', priceSnapshot: 12.5, quantity: 2 }],
      total: 25,
      version: 0,
      fulfilment: 'none',
      paid: false,
      refunded: false,
    });
  });
});
