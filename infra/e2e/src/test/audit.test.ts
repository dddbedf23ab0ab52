import os from 'node:os';
import mongoose from 'mongoose';
import { audit, violationsOf, type Violation } from '@ecommerce/audit/audit';
import { INVARIANT_NAMES, type InvariantName } from '@ecommerce/audit/invariants/index';
import { readBooks, type ReadingOptions } from '@ecommerce/audit/read-books';
import { BrokerLog } from '@ecommerce/events/broker-log';
import { playEndings, type Endings } from '../endings';
import { eventually } from '../eventually';
import { readStack, type Stack } from '../stack';
import { copyStandIn } from '../stand-in';

type Filter = Record<string, unknown>;

let endings: Endings;
const clients: mongoose.mongo.MongoClient[] = [];

/** A collection of the running shop. */
function collection(database: string, name: string): mongoose.mongo.Collection {
  const client = new mongoose.mongo.MongoClient(readStack().mongo[database] ?? '', {
    runtimeAdapters: { os },
  });
  clients.push(client);
  return client.db().collection(name);
}

const idOf = (id: string): Filter => ({ _id: new mongoose.mongo.ObjectId(id) });

/** Changes a stored document behind the back of its service. @returns what puts it back as it was */
async function edit(
  database: string,
  name: string,
  filter: Filter,
  update: Filter,
): Promise<() => Promise<void>> {
  const documents = collection(database, name);
  const before = await documents.findOneAndUpdate(filter, update);
  if (!before) throw new Error(`${database}.${name} has nothing like ${JSON.stringify(filter)}`);
  return async () => void (await documents.replaceOne({ _id: before._id }, before));
}

/** Looks at the shop with all that its shoppers saw. */
const look = (shop: Partial<Stack> = {}, more: ReadingOptions['observations'] = []): Promise<Violation[]> =>
  audit({ ...readStack(), ...shop }, { observations: [...endings.observations, ...more] });

const namesOf = (violations: Violation[]): InvariantName[] =>
  INVARIANT_NAMES.filter((name) => violations.some(({ invariant }) => invariant === name));

const allIsWell = (): Promise<void> => eventually(async () => expect(await look()).toEqual([]), 60_000);

/** Of what was planted: what is told of the invariant that it breaks. */
const toldOf = (violations: Violation[], name: InvariantName): string =>
  JSON.stringify(violations.filter(({ invariant }) => invariant === name));

beforeAll(async () => {
  endings = await playEndings();
  await allIsWell();
}, 180_000);

afterAll(() => Promise.all(clients.map((client) => client.close())));

/** What is done behind the shop's back, which invariant it breaks first of all, and which others with it. */
interface Plant {
  breaks: InvariantName;
  also?: InvariantName[];
  what: string;
  by: () => Promise<() => Promise<void>>;
  /** What has to be in the proof. */
  proof: () => string;
}

const PLANTS: Plant[] = [
  {
    ...{ breaks: 'I1', also: ['I7', 'I11'], what: 'a piece of stock that nobody brought' },
    by: () => edit('products', 'products', idOf(endings.lamp.id), { $inc: { quantity: 1 } }),
    proof: () => endings.lamp.id,
  },
  {
    ...{ breaks: 'I2', also: ['I1', 'I7', 'I11'], what: 'a negative stock' },
    by: () => edit('products', 'products', idOf(endings.lamp.id), { $set: { quantity: -1 } }),
    proof: () => endings.lamp.id,
  },
  {
    ...{ breaks: 'I3', also: ['I5', 'I9'], what: 'a charge whose payment is lost' },
    by: async () => {
      const payments = collection('payments', 'payments');
      const payment = await payments.findOneAndDelete({ orderId: endings.sold.id });
      if (!payment) throw new Error('there is no payment');
      return async () => void (await payments.insertOne(payment));
    },
    proof: () => endings.sold.id,
  },
  {
    ...{ breaks: 'I4', also: ['I7'], what: 'an order that costs a cent more than was paid for it' },
    by: () => edit('orders', 'orders', idOf(endings.sold.id), { $set: { total: 34.03 } }),
    proof: () => '34.03',
  },
  {
    ...{ breaks: 'I5', also: ['I10'], what: 'a refund that the order does not know of' },
    by: () => edit('orders', 'orders', idOf(endings.outOfStock.id), { $set: { refunded: false } }),
    proof: () => endings.outOfStock.id,
  },
  {
    ...{ breaks: 'I6', what: 'a second mark of the same order' },
    by: () => {
      const mark = { orderId: endings.sold.id, quantity: 2, state: 'taken', at: new Date() };
      return edit('products', 'products', idOf(endings.lamp.id), {
        $push: { marks: { $each: [mark, mark] } },
      });
    },
    proof: () => endings.sold.id,
  },
  {
    ...{ breaks: 'I6', also: ['I7', 'I11'], what: 'a version that nothing made' },
    by: () => edit('products', 'products', idOf(endings.lamp.id), { $inc: { version: 1 } }),
    proof: () => endings.lamp.id,
  },
  {
    ...{ breaks: 'I7', what: 'a replica with an old price' },
    by: () => edit('orders', 'productreplicas', idOf(endings.lamp.id), { $set: { price: 19.99 } }),
    proof: () => '19.99',
  },
  {
    ...{ breaks: 'I7', what: 'a cancellation that payments never heard of' },
    by: () => edit('payments', 'orderreplicas', idOf(endings.cancelled.id), { $set: { cancelled: false } }),
    proof: () => endings.cancelled.id,
  },
  {
    ...{ breaks: 'I8', what: 'a malformed event on the bus' },
    by: async () => {
      const log = await BrokerLog.connect(readStack().nats);
      await log.publish('stock:rejected', '{"orderId":"audited"');
      await log.close();
      const letters = collection('orders', 'deadletters');
      const raw = '{"orderId":"audited"';
      await eventually(async () => expect(await letters.countDocuments({ raw })).toBe(1), 60_000);
      return async () => void (await letters.deleteMany({ raw }));
    },
    proof: () => 'stock:rejected',
  },
  {
    ...{ breaks: 'I8', what: 'an event that nobody sends' },
    by: () =>
      edit(
        'cart',
        'carts',
        { userId: { $exists: true } },
        { $set: { outbox: [{ key: 'k', subject: 's', data: '{}' }] } },
      ),
    proof: () => 'carts',
  },
  {
    ...{ breaks: 'I9', also: ['I7'], what: 'an acknowledged order that is gone' },
    by: async () => {
      const orders = collection('orders', 'orders');
      const order = await orders.findOneAndDelete(idOf(endings.open.id));
      if (!order) throw new Error('there is no order');
      return async () => void (await orders.insertOne(order));
    },
    proof: () => `/api/orders/${endings.open.id}`,
  },
  {
    ...{ breaks: 'I10', also: ['I6', 'I7', 'I11'], what: 'a cancelled order that is open again' },
    by: () => edit('orders', 'orders', idOf(endings.cancelled.id), { $set: { status: 'Created' } }),
    proof: () => endings.cancelled.id,
  },
  {
    ...{ breaks: 'I12', what: 'a purchase that is still in the cart' },
    by: () =>
      edit(
        'cart',
        'carts',
        { 'items.productId': endings.lamp.id },
        { $set: { 'items.0.quantity': 3 }, $pop: { inbox: -1 } },
      ),
    proof: () => endings.sold.id,
  },
  {
    ...{ breaks: 'I12', what: 'a line of nothing' },
    by: () =>
      edit('cart', 'carts', { 'items.productId': endings.lamp.id }, { $set: { 'items.0.quantity': 0 } }),
    proof: () => endings.lamp.id,
  },
  {
    ...{ breaks: 'I13', what: 'a charge whose outcome nobody asks for' },
    by: () => edit('payments', 'payments', { orderId: endings.open.id }, { $set: { status: 'unknown' } }),
    proof: () => endings.open.id,
  },
  {
    ...{ breaks: 'I14', also: ['I7', 'I9'], what: "a stranger who is shown another's order" },
    by: async () => {
      const users = collection('auth', 'users');
      const [stranger] = await users
        .find({ email: /^auditor-/ })
        .sort({ _id: -1 })
        .limit(1)
        .toArray();
      const userId = String(stranger?._id);
      return edit('orders', 'orders', idOf(endings.cancelled.id), { $set: { userId } });
    },
    proof: () => endings.cancelled.id,
  },
];

describe('a violation that was planted in the running shop', () => {
  it.each(PLANTS.map((plant) => [`${plant.breaks}: ${plant.what}`, plant] as const))(
    '%s',
    async (_name, plant) => {
      const undo = await plant.by();
      try {
        const found = await look();
        expect(namesOf(found)).toEqual(
          INVARIANT_NAMES.filter((name) => [plant.breaks, ...(plant.also ?? [])].includes(name)),
        );
        expect(toldOf(found, plant.breaks)).toContain(plant.proof());
      } finally {
        await undo();
      }
      await allIsWell();
    },
  );

  it('is each of the fourteen', () => {
    const elsewhere: InvariantName[] = ['I11'];
    expect([...new Set([...PLANTS.map(({ breaks }) => breaks), ...elsewhere])].sort()).toEqual(
      [...INVARIANT_NAMES].sort(),
    );
  });
});

describe('at a Stripe that did more than the shop asked for', () => {
  it.each([
    {
      ...{ what: 'I3: an order is charged a second time', names: ['I3', 'I4'] },
      path: '/v1/charges',
      form: ({ sold }: Endings) => ({
        ...{ amount: '3402', currency: 'usd', source: 'tok_visa' },
        'metadata[orderId]': sold.id,
      }),
    },
    {
      ...{ what: 'I4: a cent of a sale went back', names: ['I4', 'I5'] },
      path: '/v1/refunds',
      form: (_: Endings, charge: string) => ({ charge, amount: '1' }),
    },
    {
      ...{ what: 'I5: a sale went back in full', names: ['I4', 'I5'] },
      path: '/v1/refunds',
      form: (_: Endings, charge: string) => ({ charge }),
    },
  ])('$what', async ({ names, path, form }) => {
    const stripe = await copyStandIn();
    try {
      expect(await look({ stripe })).toEqual([]);
      const payment = await collection('payments', 'payments').findOne({ orderId: endings.sold.id });
      await stripe.post(path, form(endings, String(payment?.stripeId)));
      const found = await look({ stripe });
      expect(namesOf(found)).toEqual(names);
      expect(JSON.stringify(found)).toContain(endings.sold.id);
    } finally {
      await stripe.stop();
    }
  });
});

describe('by what its shoppers saw', () => {
  const at = '2026-01-02T03:04:05Z';
  it.each([
    [
      'I9',
      'what was promised to another session',
      () => ({ kind: 'acknowledged' as const, path: `/api/orders/${endings.sold.id}`, cookie: '' }),
    ],
    [
      'I10',
      'a sold order that was cancelled before',
      () => ({ kind: 'status' as const, orderId: endings.sold.id, status: 'Cancelled' as const, at }),
    ],
    [
      'I10',
      'an order that ended otherwise',
      () => ({ kind: 'final' as const, orderId: endings.refunded.id, status: 'Complete' as const }),
    ],
    [
      'I12',
      'a cart that held nothing',
      () => ({ kind: 'cart' as const, cookie: endings.buyer.cookie, items: [] }),
    ],
    [
      'I8',
      'poison that nobody set aside',
      () => ({ kind: 'poison' as const, subject: 'stock:rejected', data: '{' }),
    ],
  ])('%s is violated: %s', async (name, _what, observation) => {
    expect(namesOf(await look({}, [observation()]))).toEqual([name]);
  });
});

it("I11 is violated when the broker's log lacks an event, or has one of what did not happen", async () => {
  const books = await readBooks(readStack());
  expect(violationsOf(books)).toEqual([]);
  const events = books.log?.events ?? [];
  const isLamp = ({ fields }: { fields: { id?: string } }): boolean => fields.id === endings.lamp.id;
  const without = events.filter((event) => !isLamp(event) || event.fields.version !== 1);
  const lacking = violationsOf({ ...books, log: { events: without, ignored: 0 } });
  expect(namesOf(lacking)).toEqual(['I11']);
  expect(toldOf(lacking, 'I11')).toContain('version 1');

  const forged = {
    subject: 'order:cancelled',
    sequence: 1_000_000,
    key: 'forged',
    fields: { id: endings.sold.id },
  };
  const inventing = violationsOf({ ...books, log: { events: [...events, forged], ignored: 0 } });
  expect(namesOf(inventing)).toEqual(['I11']);
  expect(toldOf(inventing, 'I11')).toContain(endings.sold.id);
});
