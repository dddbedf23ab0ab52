import { audit } from '@ecommerce/audit/audit';
import { killNow, pidOf, restarted } from '../crash';
import { eventually } from '../eventually';
import { loseBroker, operate, withDatabase } from '../operator';
import { Shopper } from '../shopper';
import { readStack } from '../stack';

/** After the broker has lost its log, what is not in it proves nothing. */
const violations = () => audit(readStack(), { brokerDataLost: true });

const PATIENCE_MS = 60_000;

describe('when the broker loses all its data', () => {
  it('what it alone knew of is told again: paid orders end, replicas equal their source', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 5 });
    const vase = await seller.sells({ title: 'Vase', price: 3, quantity: 5 });
    const item = { productId: lamp.id, quantity: 1 };
    const buyer = await Shopper.signUp();
    await eventually(() => buyer.puts(item));
    const order = await eventually(() => buyer.orders([item]));
    const unpaid = await eventually(() => buyer.orders([{ productId: vase.id, quantity: 1 }]));

    // products neither hears of the payment nor has it in a buffer when it is started again: only the broker has it.
    const [products, broker] = [pidOf('products'), pidOf('nats')];
    process.kill(products, 'SIGSTOP');
    await eventually(async () => expect([200, 201]).toContain((await buyer.pays(order.id)).status));
    await eventually(async () =>
      expect(await buyer.order(order.id)).toMatchObject({ status: 'Complete', fulfilment: 'pending' }),
    );
    loseBroker();
    killNow('products');
    await Promise.all([restarted('nats', broker), restarted('products', products)]);
    expect((await buyer.cancels(unpaid.id)).status).toBe(204);

    await eventually(async () => {
      expect(await buyer.order(order.id)).toMatchObject({ status: 'Complete', fulfilment: 'confirmed' });
      expect(await buyer.cart()).toEqual([]);
      expect(await violations()).toEqual([]);
    }, PATIENCE_MS);

    // Heard once more, by hand: nothing is taken or charged twice, nothing added since leaves the cart.
    await buyer.puts(item);
    const { code, out } = await operate('operate/republish', '--since', '2026-01-01');
    expect(out).toMatch(/^payments: done, \d+ documents read, [1-9]\d* events sent again$/m);
    expect(code).toBe(0);
    await eventually(async () => expect(await violations()).toEqual([]), PATIENCE_MS);
    expect(await buyer.cart()).toEqual([item]);
  });
});

describe('replicas that were lost or are wrong', () => {
  it('are made again from their sources while the services run', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 5 });
    const order = await eventually(() => seller.orders([{ productId: lamp.id, quantity: 1 }]));
    await withDatabase('orders', async (db) => db.collection('productreplicas').drop());
    await withDatabase('cart', async (db) => {
      await db.collection('orderowners').drop();
      await db.collection('productreplicas').updateMany({}, { $set: { version: 1_000_000, title: 'Wrong' } });
    });
    await withDatabase('payments', async (db) =>
      eventually(async () => {
        const wrong = { $set: { total: 1_000_000, userId: 'nobody' } };
        expect((await db.collection('orderreplicas').updateMany({}, wrong)).matchedCount).toBeGreaterThan(0);
      }),
    );
    const services = ['orders', 'cart', 'payments'];
    const ends = await Promise.all(services.map((service) => operate('operate/rebuild', service)));
    expect(ends.map(({ err }) => err)).toEqual(['', '', '']);
    expect(ends.map(({ out }) => out.match(/equal their source/g)?.length)).toEqual([1, 2, 1]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect((await seller.orders([{ productId: lamp.id, quantity: 1 }])).total).toBe(10);
    await eventually(async () => expect([200, 201]).toContain((await seller.pays(order.id)).status));
    await eventually(async () => expect(await violations()).toEqual([]), PATIENCE_MS);
  });
});
