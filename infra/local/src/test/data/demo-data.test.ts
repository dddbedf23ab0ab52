import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { DEMO_ACCOUNTS, DEMO_CATALOGUE } from '../../data/demo-catalogue';
import { fillDemoData } from '../../data/demo-data';
import { startUpstream } from '../upstream';

interface Body {
  email: string;
  title: string;
  items: { productId: string }[];
  orderId: string;
}

let accounts: string[];
let products: { id: string; title: string; userId: string }[];
let orders: { id: string; status: string; userId: string }[];
let failAfter: number;
let gateway: string;
let server: Server;

/** As much of the shop's API as the demo data needs, in memory. A cookie is the account's number. */
const api: RequestListener = (req, res) => {
  void answer(req).then(({ status, body, cookie }) => {
    if (cookie !== undefined) res.setHeader('set-cookie', `session=${cookie}; path=/; httponly`);
    res.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body));
  });
};

async function answer(req: IncomingMessage): Promise<{ status: number; body?: unknown; cookie?: string }> {
  const body = (req.method === 'POST' ? await json(req) : {}) as Body;
  const userId = /session=(\d+)/.exec(req.headers.cookie ?? '')?.[1] ?? '';
  const call = `${req.method} ${req.url?.split('?')[0]}`;
  if (call === 'POST /api/users/signup') {
    if (accounts.includes(body.email))
      return { status: 400, body: { errors: [{ message: 'Email in use' }] } };
    accounts.push(body.email);
  }
  if (call.startsWith('POST /api/users/')) {
    const id = String(accounts.indexOf(body.email));
    return { status: 200, body: { id, email: body.email }, cookie: id };
  }
  if (call === 'GET /api/products') return { status: 200, body: products };
  if (call === 'GET /api/orders') return { status: 200, body: orders };
  if (call === 'POST /api/products') {
    if (products.length >= failAfter)
      return { status: 500, body: { errors: [{ message: 'Something went wrong' }] } };
    return { status: 201, body: add(products, { title: body.title, userId }) };
  }
  if (call === 'POST /api/orders') return { status: 201, body: add(orders, { status: 'Created', userId }) };
  if (call === 'POST /api/payments') {
    const order = orders.find(({ id }) => id === body.orderId)!;
    setTimeout(() => (order.status = 'Complete'), 50);
    return { status: 201, body: { id: 'p', orderId: order.id } };
  }
  const order = orders.find(({ id }) => call.endsWith(id))!;
  if (req.method === 'GET') return { status: 200, body: order };
  order.status = 'Cancelled';
  return { status: 204 };
}

function add<T extends object>(list: (T & { id: string })[], value: T): T & { id: string } {
  const added = { ...value, id: `${list.length + 1}x` };
  list.push(added);
  return added;
}

beforeEach(async () => {
  [accounts, products, orders, failAfter] = [[], [], [], Infinity];
  ({ url: gateway, server } = await startUpstream(api));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const fill = (mayPay = true) => fillDemoData(gateway, mayPay, new AbortController().signal);
const statuses = () => orders.map(({ status }) => status).sort();

it('puts in two accounts, the catalogue of the seller, and an order of the buyer in each state', async () => {
  await fill();
  expect(accounts).toEqual([DEMO_ACCOUNTS.seller.email, DEMO_ACCOUNTS.buyer.email]);
  expect(products.map(({ title }) => title).sort()).toEqual(DEMO_CATALOGUE.map(({ title }) => title).sort());
  expect(new Set(products.map(({ userId }) => userId))).toEqual(new Set(['0']));
  expect(new Set(orders.map(({ userId }) => userId))).toEqual(new Set(['1']));
  expect(statuses()).toEqual(['Cancelled', 'Complete', 'Created']);
});

it('adds nothing when everything is there', async () => {
  await fill();
  await fill();
  expect([accounts.length, products.length, orders.length]).toEqual([2, DEMO_CATALOGUE.length, 3]);
});

it('takes up what was interrupted, without doubling what is there', async () => {
  failAfter = 10;
  const failure = (await fill().catch((error: unknown) => error)) as Error;
  expect(failure.name).toBe('UserError');
  expect(failure.message).toMatch(/api\/products answered 500.* npm start -- --empty\.$/);
  failAfter = Infinity;
  await fill();
  expect(products.length).toBe(DEMO_CATALOGUE.length);
  expect(statuses()).toEqual(['Cancelled', 'Complete', 'Created']);
});

it('charges no card at the real Stripe', async () => {
  await fill(false);
  expect(statuses()).toEqual(['Cancelled', 'Created']);
});

it('has a catalogue that a shelf can hold: 40 products in eight categories, prices in whole cents, titles that differ, a shop name', () => {
  expect(new Set(DEMO_CATALOGUE.map(({ category }) => category)).size).toBe(8);
  expect(new Set(DEMO_CATALOGUE.map(({ title }) => title)).size).toBe(40);
  for (const { price, quantity, description, shopName } of DEMO_CATALOGUE) {
    expect(description.length).toBeGreaterThan(30);
    expect(shopName).toBe('Juniper & Lane');
    expect(Math.abs(price * 100 - Math.round(price * 100))).toBeLessThan(1e-6);
    expect(Number.isInteger(quantity) && quantity > 0).toBe(true);
  }
});
