import { readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../eventually';
import { readLogLines, readLogs, type LogLine } from '../service-logs';
import { Shopper } from '../shopper';
import { readStack } from '../stack';

/** Every publish and delivery of a purchase, from the order on. */
const HOPS = [
  'orders published order:created',
  'payments handled order:created',
  'cart handled order:created',
  'notifications handled order:created',
  'payments published payment:created',
  'products handled payment:created',
  'orders handled payment:created',
  'cart handled payment:created',
  'notifications handled payment:created',
  'products published stock:confirmed',
  'orders handled stock:confirmed',
  'notifications handled stock:confirmed',
];

const hopOf = ({ service, msg, outcome, subject }: LogLine): string =>
  `${service} ${msg === 'event published' ? 'published' : String(outcome)} ${String(subject)}`;

/** The keys and passwords that the shop has made for itself; names are shorter. */
function keysOfShop(): Record<string, string> {
  const file = path.join(path.dirname(process.env.SHOP_STACK_FILE ?? ''), 'secrets.json');
  const texts = readFileSync(file, 'utf8').match(/(?<=: ")[^"]{13,}(?=")/g) ?? [];
  return Object.fromEntries(texts.map((text, index) => [`secret ${index}`, text]));
}

describe('the logs of a purchase', () => {
  const requestId = `order-${Date.now()}`;
  let buyer: Shopper;
  let orderId: string;

  beforeAll(async () => {
    buyer = await Shopper.signUp();
    const lamp = await buyer.sells({ title: 'Lamp', price: 20, quantity: 3 });
    const items = [{ productId: lamp.id, quantity: 1 }];
    const placed = await buyer.request<{ id: string }>(
      'POST',
      '/api/orders',
      { items },
      { 'x-request-id': requestId },
    );
    expect(placed.headers.get('x-request-id')).toBe(requestId);
    orderId = placed.body.id;
    await buyer.pays(orderId, 'tok_chargeDeclined');
    expect((await buyer.pays(orderId)).status).toBe(201);
  });

  const ofOrder = (): LogLine[] => readLogLines().filter((line) => line.orderId === orderId);

  it('show the request that placed it', async () => {
    await eventually(async () => {
      const placed = ofOrder().find(({ url }) => url === '/api/orders');
      expect(placed).toMatchObject({ service: 'orders', method: 'POST', requestId, status: 201 });
    });
  });

  it('show each publish and each delivery with its ids, attempt, outcome and time', async () => {
    await eventually(async () => {
      const lines = ofOrder().filter(({ msg }) => msg.startsWith('event '));
      expect(lines.map(hopOf).sort()).toEqual(expect.arrayContaining([...HOPS].sort()));
    });
    for (const line of ofOrder().filter(({ msg }) => msg.startsWith('event '))) {
      expect(line).toMatchObject({ eventId: expect.any(String) as string, ms: expect.any(Number) as number });
      if (line.msg === 'event handled') expect(line.attempt).toBeGreaterThanOrEqual(1);
    }
  });

  it('connect what other services do with the request that caused it', async () => {
    await eventually(async () => {
      const lines = readLogLines().filter((line) => line.requestId === requestId);
      expect(lines.map(({ service, msg }) => `${service} ${msg}`)).toEqual(
        expect.arrayContaining([
          'orders request completed',
          'orders event published',
          'payments event handled',
        ]),
      );
      expect(new Set(lines.map(({ traceId }) => traceId)).size).toBe(1);
    });
  });

  it('connect a page with the API calls that it makes', async () => {
    const id = `page-${Date.now()}`;
    const page = await buyer.request('GET', `/orders/${orderId}`, undefined, { 'x-request-id': id });
    expect([page.status, page.headers.get('x-request-id')]).toEqual([200, id]);
    await eventually(async () => {
      const lines = readLogLines().filter((line) => line.requestId === id);
      expect(lines.map(({ service }) => service)).toEqual(
        expect.arrayContaining(['client', 'orders', 'auth']),
      );
      expect(lines.find(({ service }) => service === 'client')).toMatchObject({ orderId, status: 200 });
    });
  });

  it('hold nothing secret', async () => {
    await buyer.put('/api/users/password', {
      currentPassword: 'a password',
      newPassword: 'my next password',
    });
    const wrong = { email: buyer.email, password: 'a wrong password' };
    const last = { 'x-request-id': `wrong-${Date.now()}` };
    await buyer.request('POST', '/api/users/signin', wrong, last);
    const [, session = ''] = buyer.cookie.split('=');
    const own = { session, email: buyer.email, password: 'a password', next: 'my next password' };
    const other = { wrong: wrong.password, card: 'tok_chargeDeclined', broker: readStack().nats.pass };
    const hidden = Object.entries({ ...own, ...other, ...keysOfShop() });
    await eventually(async () => {
      expect(ofOrder().map(({ status }) => status)).toContain(402);
      expect(readLogLines().map(({ requestId: id }) => id)).toContain(last['x-request-id']);
    });
    for (const [file, text] of readLogs()) {
      const leaked = hidden.filter(([, value]) => text.includes(value)).map(([name]) => name);
      expect({ file, leaked }).toEqual({ file, leaked: [] });
    }
  });
});
