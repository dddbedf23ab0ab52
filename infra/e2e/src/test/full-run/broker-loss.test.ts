import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from '@ecommerce/audit/audit';
import mongoose from 'mongoose';
import { killNow, pidOf, restarted } from '../../crash';
import { eventually } from '../../eventually';
import { loseBroker, operate, withDatabase } from '../../operator';
import { OwnShop } from '../../own-shop';
import { Shopper, type Order } from '../../shopper';
import { readStack } from '../../stack';
import { idOf } from '../../stored';

/** After the broker has lost its log, what is not in it proves nothing. */
const violations = () => audit(readStack(), { brokerDataLost: true });

const TIMEOUT_MS = 60_000;

/** Puts copies of a document beside it, past the service that owns it. */
async function multiply(service: string, name: string, id: string, times: number): Promise<void> {
  await withDatabase(service, async (db) => {
    const document = await db.collection(name).findOne(idOf(id));
    const copies = Array.from({ length: times }, () => ({ ...document, _id: new mongoose.mongo.ObjectId() }));
    await db.collection(name).insertMany(copies);
  });
}

/** In the shop that other files share, a broker's log that is no longer complete would prove less. */
let shop: OwnShop;

beforeAll(async () => {
  shop = await OwnShop.start();
}, 180_000);

afterAll(() => shop.stop());

describe('when the broker loses all its data', () => {
  it('events that only it had are republished: paid orders end, replicas equal their source', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 5 });
    const vase = await seller.sells({ title: 'Vase', price: 3, quantity: 5 });
    const item = { productId: lamp.id, quantity: 1 };
    const buyer = await Shopper.signUp();
    await eventually(() => buyer.puts(item));
    const order = await eventually(() => buyer.orders([item]));
    const unpaid = await eventually(() => buyer.orders([{ productId: vase.id, quantity: 1 }]));

    // products neither consumes the payment nor has it in a buffer after its restart: only the broker has it.
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
    }, TIMEOUT_MS);

    // Published once more, by hand: nothing is taken or charged twice, nothing added since leaves the cart.
    await buyer.puts(item);
    const { code, out } = await operate('operate/republish', '--since', '2026-01-01');
    expect(out).toMatch(/^payments: done, \d+ documents read, [1-9]\d* events sent again$/m);
    expect(code).toBe(0);
    await eventually(async () => expect(await violations()).toEqual([]), TIMEOUT_MS);
    expect(await buyer.cart()).toEqual([item]);
  });
});

it('notifications shows the whole history of an order whose refund it missed with the broker', async () => {
  const seller = await Shopper.signUp();
  const piece = await seller.sells({ title: 'The last lamp', price: 10, quantity: 1 });
  const item = { productId: piece.id, quantity: 1 };
  const buyers = [await Shopper.signUp(), await Shopper.signUp()] as const;
  const orders = [
    await eventually(() => buyers[0].orders([item])),
    await eventually(() => buyers[1].orders([item])),
  ] as const;
  const stepsOf = async (index: 0 | 1): Promise<string[]> => {
    const path = `/api/notifications/orders/${orders[index].id}`;
    return (await buyers[index].get<{ step: string }[]>(path)).body.map(({ step }) => step);
  };
  await eventually(async () =>
    expect(await Promise.all([stepsOf(0), stepsOf(1)])).toEqual([['placed'], ['placed']]),
  );

  const [notifications, broker] = [pidOf('notifications'), pidOf('nats')];
  process.kill(notifications, 'SIGSTOP');
  await eventually(async () => expect([200, 201]).toContain((await buyers[0].pays(orders[0].id)).status));
  await eventually(async () =>
    expect(await buyers[0].order(orders[0].id)).toMatchObject({ fulfilment: 'confirmed' }),
  );
  await eventually(async () => expect([200, 201]).toContain((await buyers[1].pays(orders[1].id)).status));
  await eventually(async () =>
    expect(await buyers[1].order(orders[1].id)).toMatchObject({ status: 'Cancelled', refunded: true }),
  );
  loseBroker();
  killNow('notifications');
  await Promise.all([restarted('nats', broker), restarted('notifications', notifications)]);

  await eventually(async () => {
    expect(await stepsOf(0)).toEqual(['placed', 'paid', 'stock_confirmed', 'complete']);
    expect(await stepsOf(1)).toEqual(['placed', 'paid', 'cancelled', 'refunded']);
    expect(await violations()).toEqual([]);
  }, TIMEOUT_MS);
});

describe('replicas that were lost or are wrong', () => {
  it('are made again from their sources while the services run', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 5 });
    const order = await eventually(() => seller.orders([{ productId: lamp.id, quantity: 1 }]));
    await withDatabase('orders', async (db) => db.collection('productreplicas').drop());
    await withDatabase('cart', async (db) => {
      await db.collection('purchases').drop();
      await db.collection('productreplicas').updateMany({}, { $set: { version: 1_000_000, title: 'Wrong' } });
    });
    await withDatabase('payments', async (db) =>
      eventually(async () => {
        const wrong = { $set: { total: 1_000_000, userId: 'nobody' } };
        expect((await db.collection('orderreplicas').updateMany({}, wrong)).matchedCount).toBeGreaterThan(0);
      }),
    );
    await withDatabase('notifications', async (db) => {
      const wrong = { $set: { email: 'nobody@example.com', version: 1_000_000 } };
      await db.collection('userreplicas').updateMany({}, wrong);
    });
    const services = ['orders', 'cart', 'payments', 'notifications'];
    const ends = await Promise.all(services.map((service) => operate('operate/rebuild', service)));
    expect(ends.map(({ err }) => err)).toEqual(['', '', '', '']);
    expect(ends.map(({ out }) => out.match(/equal their source/g)?.length)).toEqual([1, 2, 1, 2]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect((await seller.orders([{ productId: lamp.id, quantity: 1 }])).total).toBe(10);
    await eventually(async () => expect([200, 201]).toContain((await seller.pays(order.id)).status));
    await eventually(async () => expect(await violations()).toEqual([]), TIMEOUT_MS);
  });

  it('serve while they are made again: each request is answered, and rightly', async () => {
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 5_000 });
    const item = { productId: lamp.id, quantity: 1 };
    const shopper = await Shopper.signUp();
    const unpaid = [await eventually(() => shopper.orders([item]))];
    while (unpaid.length < 50) unpaid.push(await shopper.orders([item]));
    const template = await shopper.orders([item]);
    await multiply('products', 'products', lamp.id, 500);
    await multiply('orders', 'orders', template.id, 500);
    // Another one, since what is paid for leaves the cart.
    const undecided = await Shopper.signUp();
    await eventually(() => undecided.puts(item));

    let isOver = false;
    const served = { orders: 0, cart: 0, payments: 0 };
    /** One request after the other, until the rebuilds are over or one of them is not answered as it should be. */
    const repeat = async (service: keyof typeof served, request: () => Promise<void>): Promise<void> => {
      for (; !isOver; await sleep(50)) {
        await request();
        served[service] += 1;
      }
    };
    const requests = Promise.all([
      repeat('orders', async () => {
        expect(await shopper.orders([item])).toMatchObject({ status: 'Created', total: 10 });
        expect(await shopper.order(template.id)).toMatchObject({ status: 'Created', total: 10 });
      }),
      repeat('cart', async () => {
        const more = { ...item, quantity: 1 + (served.cart % 9) };
        await undecided.puts(more);
        expect(await undecided.cart()).toEqual([more]);
      }),
      repeat('payments', async () => {
        const order = unpaid[served.payments % unpaid.length] as Order;
        expect([200, 201]).toContain((await shopper.pays(order.id)).status);
      }),
    ]).finally(() => (isOver = true));
    const rebuilds = (async () => {
      for (const service of ['orders', 'cart', 'payments']) {
        const before = { ...served };
        const { code, out } = await operate('operate/rebuild', service);
        expect({ code, differ: /do not/.exec(out) }).toEqual({ code: 0, differ: null });
        for (const [name, times] of Object.entries(served))
          expect(times - before[name as keyof typeof served]).toBeGreaterThan(5);
      }
    })().finally(() => (isOver = true));
    await Promise.all([requests, rebuilds]);
    await eventually(async () => expect(await violations()).toEqual([]), TIMEOUT_MS);
  }, 240_000);
});
