import { expectBalancedBooks, untilBooksBalance } from '../balanced-books';
import { eventually } from '../eventually';
import { Shopper } from '../shopper';
import { askStripeControl } from '../stripe-control';

describe('a purchase', () => {
  it('ends with the order Complete, the stock lower and the cart empty', async () => {
    const seller = await Shopper.signUp();
    const buyer = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 0.1, quantity: 10 });
    const chair = await seller.sells({ title: 'Chair', price: 49.9, quantity: 2 });
    const items = [
      { productId: lamp.id, quantity: 3 },
      { productId: chair.id, quantity: 1 },
    ];
    for (const item of items) await buyer.puts(item);
    expect(await buyer.cart()).toEqual(items);

    const order = await buyer.orders(items);
    expect(order).toMatchObject({ status: 'Created', total: 50.2, version: 0 });
    const payment = await buyer.pays(order.id);
    expect(payment.status).toBe(201);
    expect(Object.keys(payment.body).sort()).toEqual(['id', 'orderId', 'stripeId']);

    await eventually(async () => {
      expect(await buyer.order(order.id)).toMatchObject({
        status: 'Complete',
        fulfilment: 'confirmed',
        paid: true,
      });
      expect(await buyer.product(lamp.id)).toMatchObject({ quantity: 7, version: 1 });
      expect(await buyer.product(chair.id)).toMatchObject({ quantity: 1, version: 1 });
      expect(await buyer.cart()).toEqual([]);
    });
    expect((await buyer.cancels(order.id)).status).toBe(400);
    await expectBalancedBooks();
  });

  it('can be tried again with another card after a declined one', async () => {
    const buyer = await Shopper.signUp();
    const lamp = await buyer.sells({ title: 'Lamp', price: 20, quantity: 1 });
    const order = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
    const declined = await buyer.pays(order.id, 'tok_chargeDeclined');
    expect(declined).toMatchObject({
      status: 402,
      body: { errors: [{ message: 'Your card was declined.', code: 'card_declined' }] },
    });
    expect((await buyer.pays(order.id)).status).toBe(201);
    await eventually(async () => expect((await buyer.order(order.id)).status).toBe('Complete'));
  });

  it('is not charged when it was cancelled first', async () => {
    const buyer = await Shopper.signUp();
    const lamp = await buyer.sells({ title: 'Lamp', price: 20, quantity: 1 });
    const order = await buyer.orders([{ productId: lamp.id, quantity: 1 }]);
    expect((await buyer.cancels(order.id)).status).toBe(204);
    expect((await buyer.cancels(order.id)).status).toBe(204);
    await untilBooksBalance(); // payments has consumed the cancellation
    expect((await buyer.pays(order.id)).status).toBe(400);
    const { charges } = (await askStripeControl('GET', 'ledger')) as {
      charges: { metadata: { orderId?: string } }[];
    };
    expect(charges.filter(({ metadata }) => metadata.orderId === order.id)).toEqual([]);
    expect(await buyer.order(order.id)).toMatchObject({ status: 'Cancelled', cancelReason: 'user' });
  });

  it('leaves an item in the cart that is put in again afterwards', async () => {
    const buyer = await Shopper.signUp();
    const lamp = await buyer.sells({ title: 'Lamp', price: 20, quantity: 5 });
    const item = { productId: lamp.id, quantity: 1 };
    await buyer.puts(item);
    const order = await buyer.orders([item]);
    await buyer.pays(order.id);
    await eventually(async () => expect(await buyer.cart()).toEqual([]));
    await buyer.puts(item);
    await eventually(async () => expect((await buyer.order(order.id)).status).toBe('Complete'));
    expect(await buyer.cart()).toEqual([item]);
  });
});
