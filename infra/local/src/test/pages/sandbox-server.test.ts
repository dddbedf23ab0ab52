import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { Sandbox } from '../../sandbox';
import { tempFolder } from '../temp-folder';
import { attemptLine, ORDER, publishLine } from '../logs/event-lines';

const folder = tempFolder();
let sandbox: Sandbox;
let url: string;

beforeEach(async () => {
  const logs = path.join(folder.path, 'logs');
  mkdirSync(logs);
  writeFileSync(path.join(logs, 'orders.log'), publishLine('orders', 1, 'order:created'));
  const reason = '<img src=x onerror=alert(1)>';
  writeFileSync(
    path.join(logs, 'payments.log'),
    attemptLine('payments', 2, 'order:created', { outcome: 'dead_lettered', reason }),
  );
  const nothing = () => undefined;
  sandbox = new Sandbox({
    dataDir: folder.path,
    hosts: ['ecommerce.local'],
    stack: nothing,
    supervisor: nothing,
    say: nothing,
  });
  url = await sandbox.open();
});
afterEach(async () => {
  await sandbox.close();
});

const get = (page: string): Promise<Response> => fetch(`${url}/sandbox${page}`, { redirect: 'manual' });

it('answers the events of an order as JSON without a broker', async () => {
  const answer = await get(`/events/orders/${ORDER}.json`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    orderId: ORDER,
    hops: [
      {
        subject: 'order:created',
        publishedBy: 'orders',
        deliveries: [{ service: 'payments', attempt: 1, outcome: 'dead_lettered', ms: 5 }],
      },
    ],
  });
});

it('shows them as a page on which foreign text stays text', async () => {
  const page = await (await get(`/events/orders/${ORDER}`)).text();
  expect(page).toContain('order:created');
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(page).not.toContain('<img');
});

it('answers 404 for an order that nobody knows', async () => {
  const unknown = `/events/orders/${'9'.repeat(24)}`;
  expect((await get(unknown)).status).toBe(404);
  expect((await get(`${unknown}.json`)).status).toBe(404);
  expect((await get('/events/orders/nothing.json')).status).toBe(404);
});

it('sends a search for an order to its page, and says when the broker does not answer', async () => {
  const found = await get(`/events/?q=${ORDER}`);
  expect(found.status).toBe(303);
  expect(found.headers.get('location')).toBe(`/sandbox/events/orders/${ORDER}`);
  const page = await (await get('/events/?q=nobody@example.com')).text();
  expect(page).toContain('The broker does not answer');
});

it('shows an order and the logs of an earlier run, joined with what this run knows of it', async () => {
  const earlier = 'f'.repeat(24);
  const ids = { eventId: earlier, orderId: earlier };
  const run = path.join(folder.path, 'logs/runs/2025-12-31T23-00-00');
  mkdirSync(run, { recursive: true });
  writeFileSync(path.join(run, 'orders.log'), publishLine('orders', -60, 'order:created', ids));
  writeFileSync(path.join(folder.path, 'logs/cart.log'), attemptLine('cart', 3, 'order:created', ids));
  const answer = await get(`/events/orders/${earlier}.json`);
  expect(await answer.json()).toMatchObject({
    hops: [{ publishedBy: 'orders', deliveries: [{ service: 'cart' }] }],
  });
  const lines = (await (await get('/logs.json?run=2025-12-31T23-00-00')).json()) as object[];
  expect(lines).toEqual([expect.objectContaining({ service: 'orders', msg: 'event published' })]);
  expect((await get('/logs/')).status).toBe(200);
  expect(await (await get('/logs/')).text()).toContain('2025-12-31T23-00-00');
  expect((await get('/logs/?run=..')).status).toBe(404);
});

it('sends every protection with every answer', async () => {
  for (const page of ['', '/events/', '/events', '/assets/style.css', '/assets/script.js', '/nothing']) {
    const { headers } = await get(page);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).not.toContain('unsafe-inline');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toMatch(/^(same-origin|no-referrer)$/);
    expect(headers.get('cache-control')).toBe('no-store');
  }
});

it('hands out no file beside its assets', async () => {
  for (const name of ['../package.json', '..%2fpackage.json', 'none.css', ''])
    expect((await get(`/assets/${name}`)).status).toBe(404);
});

it.each([
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
] as Record<string, string>[])('refuses a change that another site asks for: %p', async (headers) => {
  expect(await post(headers)).toBe(403);
});

it('answers only to the names of this machine and of the shop', async () => {
  expect(await post({ host: 'evil.example' })).toBe(403);
  expect(await post({ host: `evil.example:${new URL(url).port}` })).toBe(403);
  expect(await post({ host: 'ecommerce.local:8443' })).toBe(404);
});

it('takes a change from its own pages and from programs', async () => {
  const { host } = new URL(url);
  // Nothing is there to be changed, and that is not the origin's fault.
  expect(await post({ origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toBe(404);
  expect(await post({})).toBe(404);
});

/** fetch sends no headers of its own about the site. */
function post(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/sandbox/nothing`, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject).end();
  });
}
