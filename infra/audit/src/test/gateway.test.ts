import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { UserError } from '@ecommerce/events/user-error';
import { Gateway } from '../gateway';
import { askAgain, sendStranger } from '../outside';

let server: Server;
let http: string;
let answers: { status: number; body?: object; cookie?: string }[];
let received: { line: string; cookie?: string; body: string }[];

beforeEach(async () => {
  [answers, received] = [[], []];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => {
      received.push({ line: `${request.method} ${request.url}`, cookie: request.headers.cookie, body });
      const { status, body: answer = {}, cookie } = answers.shift() ?? { status: 404 };
      response.writeHead(status, cookie ? { 'set-cookie': `${cookie}; path=/; httponly` } : {});
      response.end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  http = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

it('retries after 429 and 503, and returns the next answer', async () => {
  answers = [{ status: 429 }, { status: 503 }, { status: 200, body: { id: 1 } }];
  const answer = await Gateway.use({ http }, (gateway) =>
    gateway.request('GET', '/api/orders/1', 'session=x'),
  );
  expect(answer).toEqual({ status: 200, body: { id: 1 }, cookies: [] });
  expect(received).toEqual(Array(3).fill({ line: 'GET /api/orders/1', cookie: 'session=x', body: '' }));
});

it('is not there without an address, and says so when nobody answers or its authority is unavailable', async () => {
  const ask = (gateway: Gateway): Promise<unknown> => gateway.request('GET', '/');
  expect(await Gateway.use({ http: '' }, ask)).toBeUndefined();
  await expect(Gateway.use({ http: 'http://127.0.0.1:1' }, ask)).rejects.toThrow(UserError);
  await expect(Gateway.use({ https: 'https://127.0.0.1:1', ca: '/nowhere.pem' }, ask)).rejects.toThrow(
    'gateway.ca',
  );
});

it('is asked once for each promise, and for the last word about each cart', async () => {
  answers = [{ status: 200 }, { status: 200, body: { items: [{ productId: '1', quantity: 2 }] } }];
  const promise = { kind: 'acknowledged' as const, path: '/api/orders/1', cookie: 'session=x' };
  const cart = (quantity: number) => ({
    kind: 'cart' as const,
    cookie: 'session=x',
    items: [{ productId: '1', quantity }],
  });
  const seen = [promise, cart(1), promise, cart(2)];
  const answered = await Gateway.use({ http }, (gateway) => askAgain(gateway, seen));
  expect(answered?.acknowledged).toEqual([{ path: promise.path, status: 200 }]);
  expect(answered?.carts).toMatchObject([{ status: 200, items: cart(2).items, expected: cart(2).items }]);
  expect(received).toHaveLength(2);
});

it('is held to the newest version that was promised of a path', async () => {
  answers = [{ status: 200, body: { version: 4 } }];
  const promise = { kind: 'acknowledged' as const, path: '/api/products/1', cookie: 'session=x' };
  const seen = [promise, { ...promise, version: 5 }, { ...promise, version: 3 }, promise];
  const answered = await Gateway.use({ http }, (gateway) => askAgain(gateway, seen));
  expect(answered?.acknowledged).toEqual([{ path: promise.path, status: 200, version: 4, promised: 5 }]);
});

it('meets one stranger with one account, however often they come', async () => {
  const signedIn = { status: 200, body: { currentUser: { id: 1 } } };
  answers = [{ status: 201, cookie: 'session=stranger' }, ...refusals(), signedIn, ...refusals()];
  const ask = (gateway: Gateway) => sendStranger(gateway, ['1']);
  const first = await Gateway.use({ http }, ask);
  expect(first).toEqual(await Gateway.use({ http }, ask));
  expect(first?.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
    ...['GET /api/orders/1 404', 'GET /api/payments/orders/1 404', 'GET /api/notifications/orders/1 404'],
    ...['DELETE /api/orders/1 404', 'POST /api/payments 404'],
    ...['GET /api/orders 200', 'GET /api/cart 200'],
  ]);
  expect(received.filter(({ line }) => line === 'POST /api/users/signup')).toHaveLength(1);
  expect(received.slice(1).every(({ cookie }) => cookie === 'session=stranger')).toBe(true);
  const payment = received.find(({ line }) => line === 'POST /api/payments');
  expect(JSON.parse(payment?.body ?? '')).toEqual({ orderId: '1', token: 'tok_visa' });
});

it('says so when the stranger gets no account', async () => {
  answers = [{ status: 400 }];
  await expect(Gateway.use({ http }, (gateway) => sendStranger(gateway, []))).rejects.toThrow(
    'gives the auditor no account',
  );
});

const refusals = () => [
  ...Array<{ status: number }>(5).fill({ status: 404 }),
  ...[{ status: 200 }, { status: 200 }],
];
