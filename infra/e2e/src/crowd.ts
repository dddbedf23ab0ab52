import { type Answer, Shopper, type Order, type Product } from './shopper';

/** A crowd whose members have ordered the same pieces, and what each was answered who paid for one. */
export interface Crowd {
  seller: Shopper;
  piece: Product;
  payments: Answer[];
  /** Every order as its shopper sees it now. */
  orders: () => Promise<Order[]>;
}

/** Accounts take long to create, and the last piece does not depend on them: some shoppers buy several times. */
const MOST_ACCOUNTS = 40;

/**
 * Everybody orders one of a few pieces before anybody pays; then all pay at the same moment.
 * @throws Error when an order is not taken
 */
export async function crowdPaysAtOnce(crowd: number, stock: number): Promise<Crowd> {
  const seller = await Shopper.signUp();
  const piece = await seller.sells({ title: 'The last lamps', price: 30, quantity: stock });
  const shoppers = await many(Math.min(crowd, MOST_ACCOUNTS), () => Shopper.signUp());
  const placed = await many(crowd, async (index) => {
    const shopper = shoppers[index % shoppers.length] as Shopper;
    return { shopper, order: await shopper.orders([{ productId: piece.id, quantity: 1 }]) };
  });
  const payments = await Promise.all(placed.map(({ shopper, order }) => shopper.pays(order.id)));
  const orders = () => Promise.all(placed.map(({ shopper, order }) => shopper.order(order.id)));
  return { seller, piece, payments, orders };
}

/** Does the same this many times concurrently. */
export const many = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));
