import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { audit } from '@ecommerce/audit/audit';
import { BrokerLog } from '@ecommerce/events/broker-log';
import { eventually } from '../eventually';
import { operate } from '../operator';
import { OwnShop } from '../own-shop';
import { Shopper, type Order, type Product } from '../shopper';
import { readStack } from '../stack';
import { closeCollections, collection } from '../stored';
import { loadRecording } from '../upgrade/load-recording';
import { OLD_COMMIT } from '../upgrade/old-version';
import { readRecording, type Facts } from '../upgrade/recording';

const SETTLED_WITHIN_MS = 60_000;

let dataDir: string;
let shop: OwnShop;
let facts: Facts;
let seller: Shopper;
let buyer: Shopper;

/** What the shop says now of what the recorded one was asked. */
async function askAgain({ as, path: asked }: Facts['answers'][number]): Promise<unknown> {
  return (await (as ? buyer : new Shopper()).get(asked)).body;
}

const outboxes = async (): Promise<number> => {
  const counts = Object.entries({
    auth: ['users'],
    products: ['products', 'fulfilments'],
    orders: ['orders'],
    payments: ['payments'],
  })
    .flatMap(([service, names]) => names.map((name) => collection(service, name)))
    .map((each) => each.countDocuments({ 'outbox.0': { $exists: true } }));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
};

/** An order reaches its end, whatever was under way when the shop was killed. */
const reach = (id: string, end: Partial<Order>): Promise<void> =>
  eventually(async () => expect(await buyer.order(id)).toMatchObject(end), SETTLED_WITHIN_MS);

/** Replays every dead letter of a service, each with the body that its subject has in `fixed`. */
async function replayLetters(service: string, fixed: Record<string, object>): Promise<void> {
  for (const { _id, subject } of await collection(service, 'deadletters').find().toArray()) {
    const file = path.join(dataDir, `${service}.json`);
    writeFileSync(file, JSON.stringify(fixed[String(subject)]));
    const { code, err } = await operate(
      'operate/dead-letters',
      'replay',
      service,
      String(_id),
      '--file',
      file,
    );
    expect({ service, subject: String(subject), code, err }).toMatchObject({ code: 0, err: '' });
  }
}

const SOLD = { status: 'Complete', fulfilment: 'confirmed', paid: true } as const;

beforeAll(async () => {
  const recorded = async (folder: string): Promise<void> => {
    dataDir = folder;
    ({ facts } = await loadRecording(readRecording(OLD_COMMIT), folder));
  };
  // The recorded orders are older than a day.
  shop = await OwnShop.start(recorded, { UNPAID_ORDER_HOURS: '100000' });
  [seller, buyer] = [await Shopper.signIn(facts.seller), await Shopper.signIn(facts.buyer)];
}, 180_000);

afterAll(async () => {
  await closeCollections();
  await shop.stop();
});

describe(`this version, started on the data of ${OLD_COMMIT} after a crash`, () => {
  it('answers about products, orders and carts what that version has answered', async () => {
    for (const recorded of facts.answers)
      expect({ path: recorded.path, body: await askAgain(recorded) }).toEqual({
        path: recorded.path,
        body: expect.objectContaining(recorded.body as object) as unknown,
      });
  });

  it('lists and finds the same products in the same order', async () => {
    for (const { path: asked, ids } of facts.lists) {
      const found = (await new Shopper().get<Product[]>(asked)).body.map(({ id }) => id);
      expect({ asked, ids: found.filter((id) => ids.includes(id)) }).toEqual({ asked, ids });
    }
  });

  it('publishes the events that were not sent, and every consumer handles them', async () => {
    const { unheard, cancelled, paid, refunded } = facts.orders;
    await eventually(async () => expect(await outboxes()).toBe(0), SETTLED_WITHIN_MS);
    await reach(paid, SOLD);
    await reach(refunded, { status: 'Cancelled', cancelReason: 'user', refunded: true });
    await reach(cancelled, { status: 'Cancelled', cancelReason: 'user', paid: false });
    expect((await buyer.pays(cancelled)).status).toBe(400);
    expect((await buyer.pays(unheard)).status).toBe(201);
    await reach(unheard, SOLD);
    await buyer.puts({ productId: facts.unannounced, quantity: 1 });
    const order = await buyer.orders([{ productId: facts.unannounced, quantity: 1 }]);
    expect((await buyer.pays(order.id)).status).toBe(201);
    await reach(order.id, SOLD);
  });

  it('publishes every account that was opened before auth had the bus', async () => {
    const accounts = await collection('auth', 'users')
      .find({}, { projection: { email: 1 } })
      .toArray();
    const recorded = accounts.map(({ _id, email }) => ({
      id: String(_id),
      email: String(email),
      version: 0,
    }));
    expect(recorded.map(({ email }) => email)).toEqual(expect.arrayContaining([facts.seller, facts.buyer]));
    const log = await BrokerLog.connect(readStack().nats);
    try {
      await eventually(async () => {
        const events = (await log.read('user:created')).map(({ data }) => JSON.parse(data) as object);
        expect(events).toEqual(
          expect.arrayContaining(recorded.map((user) => expect.objectContaining(user) as object)),
        );
      }, SETTLED_WITHIN_MS);
    } finally {
      await log.close();
    }
  });

  it('settles charges of unknown outcome, and pays what was open', async () => {
    const { charging, unknown, open, declined } = facts.orders;
    await reach(charging, SOLD);
    await reach(unknown, SOLD);
    for (const id of [open, declined]) {
      expect((await buyer.pays(id)).status).toBe(201);
      await reach(id, SOLD);
    }
  });

  it('repeats the answer to an order under its idempotency key', async () => {
    const { id, key, items } = facts.keyed;
    const again = await buyer.request<Order>('POST', '/api/orders', { items }, { 'idempotency-key': key });
    expect(again).toMatchObject({ status: 201, body: { id } });
  });

  it('lets sellers edit products that a later version would refuse as new', async () => {
    const before = await seller.product(facts.httpPicture);
    const edited = await seller.put<Product>(`/api/products/${before.id}`, { price: 21.5 });
    expect(edited).toMatchObject({
      status: 200,
      body: { ...before, price: 21.5, version: before.version + 1, updatedAt: expect.any(String) as unknown },
    });
  });

  it('works at the maintenance request that was waiting', async () => {
    const requests = collection('orders', 'maintenance');
    await eventually(
      async () =>
        expect(await requests.findOne({ _id: 'republish-recorded' as never })).toMatchObject({
          state: 'done',
          skipped: 0,
        }),
      SETTLED_WITHIN_MS,
    );
  });

  it('replays the dead letters once an operator has fixed them', async () => {
    const letters = await collection('orders', 'deadletters').find().toArray();
    expect(letters.map(({ subject }) => String(subject)).sort()).toEqual([
      'payment:created',
      'product:updated',
    ]);
    const payment = await collection('payments', 'payments').findOne({ orderId: facts.orders.paid });
    const lamp = JSON.parse(
      String(letters.find(({ subject }) => subject === 'product:updated')?.raw),
    ) as Product;
    const fixed: Record<string, object> = {
      'product:updated': await seller.product(lamp.id),
      'payment:created': {
        id: String(payment?._id),
        orderId: facts.orders.paid,
        stripeId: String(payment?.stripeId),
        items: payment?.items as object[],
        userId: String(payment?.userId),
      },
    };
    await Promise.all(['orders', 'cart'].map((service) => replayLetters(service, fixed)));
  });

  it('leaves books that balance', async () => {
    const cookies = new Map([seller, buyer].map(({ email, cookie }) => [email, cookie]));
    const before = facts.observations.map((each) =>
      'cookie' in each ? { ...each, cookie: cookies.get(each.cookie) ?? '' } : each,
    );
    // The lamp was bought with the second card.
    const items = [{ productId: facts.httpPicture, quantity: 2 }];
    const observations = [...before, { kind: 'cart' as const, cookie: buyer.cookie, items }];
    await eventually(
      async () => expect(await audit(readStack(), { observations })).toEqual([]),
      SETTLED_WITHIN_MS,
    );
  });
});
