import { expectBalancedBooks, untilBooksBalance } from '../balanced-books';
import { eventually } from '../eventually';
import { many } from '../crowd';
import { payAtOnce } from '../last-pieces';
import { Shopper, type Order } from '../shopper';

const countBy = (orders: Order[], status: string): number =>
  orders.filter((order) => order.status === status).length;

describe('many shoppers at once', () => {
  it(
    '24 who pay for 3: three get one, all others their money back, and the stock is 0',
    () => payAtOnce(24, 3),
    180_000,
  );

  it('one who pays 20 times at once is charged once', async () => {
    const buyer = await Shopper.signUp();
    const lamp = await buyer.sells({ title: 'Lamp', price: 12.34, quantity: 5 });
    const orders = await many(20, () => buyer.orders([{ productId: lamp.id, quantity: 1 }]));
    const order = orders[0] as Order;
    const answers = await many(20, () => buyer.pays(order.id));
    for (const { status } of answers) expect([200, 201, 409]).toContain(status);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const again = await buyer.pays(order.id);
    expect(again.status).toBe(200);
    await Promise.all(orders.slice(1).map(({ id }) => buyer.cancels(id)));
    await untilBooksBalance();
  });

  it('20 who each pay twice at once are charged 20 times', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 12.34, quantity: 50 });
    const buyers = await many(20, () => Shopper.signUp());
    const orders = await Promise.all(
      buyers.map((buyer) => buyer.orders([{ productId: lamp.id, quantity: 1 }])),
    );
    await Promise.all(
      buyers.flatMap((buyer, index) => [
        buyer.pays(orders[index]?.id ?? ''),
        buyer.pays(orders[index]?.id ?? ''),
      ]),
    );
    await eventually(async () => {
      const ended = await Promise.all(buyers.map((buyer, index) => buyer.order(orders[index]?.id ?? '')));
      expect(countBy(ended, 'Complete')).toBe(20);
      expect(await seller.product(lamp.id)).toMatchObject({ quantity: 30 });
    }, 30_000);
    await untilBooksBalance();
  });

  it('50 who pay and cancel at the same moment: each order is either sold or given back, never both', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 15, quantity: 50 });
    const buyers = await many(10, () => Shopper.signUp());
    const buyerOf = (index: number): Shopper => buyers[index % 10] as Shopper;
    const orders = await many(50, (index) => buyerOf(index).orders([{ productId: lamp.id, quantity: 1 }]));
    const outcomes = await many(50, async (index) => {
      const id = orders[index]?.id ?? '';
      const [paid, cancelled] = await Promise.all([buyerOf(index).pays(id), buyerOf(index).cancels(id)]);
      expect([201, 400, 202]).toContain(paid.status);
      expect([204, 400]).toContain(cancelled.status);
      return { id, cancelled: cancelled.status };
    });
    await untilBooksBalance(30_000);
    await eventually(async () => {
      const ended = await many(50, (index) => buyerOf(index).order(outcomes[index]?.id ?? ''));
      expect(ended.map(({ status }) => status)).toEqual(
        outcomes.map(({ cancelled }) => (cancelled === 204 ? 'Cancelled' : 'Complete')),
      );
    }, 30_000);
  });

  it('leaves books that balance, and nothing of it to a stranger', () => expectBalancedBooks());
});
