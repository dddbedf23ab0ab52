import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eventually } from '../../eventually';
import { operate, withDatabase, type Ended } from '../../operator';
import { Shopper, type Product } from '../../shopper';
import { idOf } from '../../stored';

const folder = mkdtempSync(path.join(os.tmpdir(), 'letters-'));
afterAll(() => rmSync(folder, { recursive: true }));

const deadLetters = (...args: string[]): Promise<Ended> => operate('operate/dead-letters', ...args);

const file = (content: object): string => {
  const name = path.join(folder, 'event.json');
  writeFileSync(name, JSON.stringify(content));
  return name;
};

it('a malformed event becomes a dead letter, blocks nothing behind it, and can be replayed, fixed or dropped', async () => {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 5 });
  const bad = file({ ...lamp, quantity: 'many', version: 1 });
  const { code } = await operate('index', 'publish', 'product:updated', bad, '--force');
  expect(code).toBe(0);

  // The good one behind it.
  expect((await seller.put(`/api/products/${lamp.id}`, { price: 12 })).status).toBe(200);
  await eventually(async () => {
    expect((await seller.orders([{ productId: lamp.id, quantity: 1 }])).total).toBe(12);
  });

  const id = await eventually(async () => {
    const { out } = await deadLetters('list', 'orders');
    const found = /(product:updated:\S+) {2}\S.*? {2}1 attempt {2}breaks the contract .* quantity /.exec(out);
    expect(out).toMatch(/^orders: 1\n/);
    return found?.[1] ?? '';
  });
  expect((await deadLetters('show', 'orders', id)).out).toContain(`"quantity":"many"`);

  const again = await deadLetters('replay', 'orders', id);
  expect(again.out).toMatch(/failed again, 2 attempts: breaks the contract/);
  expect(again.code).toBe(1);

  const { body: now } = await seller.get<Product>(`/api/products/${lamp.id}`);
  const fixed = await deadLetters('replay', 'orders', id, '--file', file(now));
  expect(fixed).toMatchObject({ code: 0, out: 'orders: 1 replayed, 0 failed\n' });
  expect(await deadLetters('show', 'orders', id)).toMatchObject({
    code: 1,
    err: `orders has no dead letter ${id}\n`,
  });

  const all = ['cart', '--all', '--subject', 'product:updated'];
  expect(await deadLetters('replay', ...all)).toMatchObject({ code: 1 });
  expect(await deadLetters('drop', ...all, '--yes')).toMatchObject({ code: 0, out: 'cart: 1 dropped\n' });
  expect((await deadLetters('list')).out).toBe(
    'auth: none\nproducts: none\ncart: none\norders: none\npayments: none\nnotifications: none\n',
  );
});

it('events of an order that was missing are replayed with one command when it is back', async () => {
  const seller = await Shopper.signUp();
  const lamp = await seller.sells({ title: 'Lamp', price: 10, quantity: 5 });
  const item = { productId: lamp.id, quantity: 1 };
  const buyer = await Shopper.signUp();
  const first = await eventually(() => buyer.orders([item]));
  const all = [first, await buyer.orders([item]), await buyer.orders([item])];
  await withDatabase('payments', async (db) => {
    const known = db.collection('orderreplicas');
    for (const { id } of all)
      await eventually(async () => expect(await known.countDocuments(idOf(id))).toBe(1));
  });

  await withDatabase('orders', async (db) => {
    const orders = db.collection('orders');
    const missing = await Promise.all(all.map(({ id }) => orders.findOneAndDelete(idOf(id))));
    const [one, ...others] = missing.map((order) => order as NonNullable<typeof order>);
    for (const { id } of all) expect((await buyer.pays(id)).status).toBe(201);
    // Of each order: that it was paid, and that its stock was taken.
    await eventually(async () => {
      const { out } = await deadLetters('list', 'orders');
      expect(out.match(/ {2}1 attempt {2}order is unknown$/gm)).toHaveLength(6);
    });

    await orders.insertMany(others);
    const some = await deadLetters('replay', 'orders', '--all');
    expect(some.out).toMatch(
      /^(\S+ failed again, 2 attempts: order is unknown\n){2}orders: 4 replayed, 2 failed\n$/,
    );
    expect(some).toMatchObject({ code: 1, err: '' });

    await orders.insertOne(one as NonNullable<typeof one>);
    const stock = await deadLetters('replay', 'orders', '--all', '--subject', 'stock:confirmed');
    expect(stock).toMatchObject({ code: 0, out: 'orders: 1 replayed, 0 failed\n' });
    const rest = await deadLetters('replay', 'orders', '--all');
    expect(rest).toMatchObject({ code: 0, out: 'orders: 1 replayed, 0 failed\n' });
  });

  for (const { id } of all)
    expect(await buyer.order(id)).toMatchObject({ status: 'Complete', fulfilment: 'confirmed' });
  expect((await deadLetters('list', 'orders')).out).toBe('orders: none\n');
});
