import { orderIdOf } from './builders';
import { MUG, serveClient } from './served';

const served = serveClient(() => Promise.resolve({ UNPAID_ORDER_HOURS: '2' }));

const ORDER = {
  id: '65f0000000000000000000aa',
  userId: 'u1',
  status: 'Created',
  items: [{ productId: MUG.id, titleSnapshot: 'Mug', priceSnapshot: 12.5, quantity: 4 }],
  total: 50,
  version: 0,
};

/** The order's page as the server makes it. */
async function pageOf(fields: { id?: string; [name: string]: unknown }): Promise<string> {
  const order = { ...ORDER, ...fields };
  served.asSeller();
  served.answers[`GET /api/orders/${order.id}`] = { body: order };
  const response = await served.get(`/orders/${order.id}`, { cookie: 'session=abc' });
  expect(response.status).toBe(200);
  return response.text();
}

it('says without script that paying needs scripts', async () => {
  expect(await pageOf({})).toMatch(/<noscript>.*Paying needs scripts.*<\/noscript>/);
});

const STATUS = `GET /api/payments/orders/${ORDER.id}`;

it.each([
  ['none', { body: { orderId: ORDER.id, status: 'none' } }, 'Nothing was charged.'],
  ['declined', { body: { orderId: ORDER.id, status: 'declined' } }, 'Nothing was charged.'],
  ['processing', { body: { orderId: ORDER.id, status: 'processing' } }, 'If a payment was under way'],
  ['paid', { body: { orderId: ORDER.id, status: 'paid' } }, 'If a payment was under way'],
  ['unknown', { status: 503 }, 'If a payment was under way'],
])('says of a cancelled order whose payment is %s: %s', async (_status, answer, text) => {
  served.answers[STATUS] = answer;
  const html = await pageOf({ status: 'Cancelled', cancelReason: 'user' });
  expect(html).toContain(text);
  expect(html.includes('Nothing was charged')).toBe(text.startsWith('Nothing'));
});

describe('an unpaid order', () => {
  const pageOfAge = (hours: number, payment: object) => {
    const id = orderIdOf(hours);
    served.answers[`GET /api/payments/orders/${id}`] = payment;
    return pageOf({ id });
  };
  const none = { body: { status: 'none' } };

  it('that is too old to be paid can be bought again or cancelled', async () => {
    const html = await pageOfAge(2.1, none);
    expect(html).toContain('This order has expired');
    expect(html).toContain('The prices of this order have expired. Nothing was charged.');
    expect(html).toMatch(/order-badge-off">Expired</);
    expect(html).toContain('It was not paid in time.');
    expect(html).toContain('Buy again');
    expect(html).toContain('Cancel order');
    expect(html).not.toMatch(/skeleton-card|Paying needs scripts|Waiting for payment/);
  });

  it.each([
    ['can be paid within the hours of the setting', 1.9, none],
    ['is followed while a payment is under way, however old it is', 2.1, { body: { status: 'processing' } }],
    ['is not taken for expired while nobody knows whether it was charged', 2.1, { status: 503 }],
  ])('%s', async (_behaviour, hours, payment) => {
    const html = await pageOfAge(hours, payment);
    expect(html).toContain('skeleton-card');
    expect(html).not.toMatch(/expired/i);
  });
});

it("warns before the card form when today's stock does not cover the order", async () => {
  const html = await pageOf({});
  const warning = html.indexOf('<bdi>Mug</bdi>: only 3 left; you ordered 4.');
  expect(warning).toBeGreaterThan(0);
  expect(warning).toBeLessThan(html.indexOf('skeleton-card'));
});

it('does not warn while the stock covers the order, or cannot be asked', async () => {
  served.answers[`GET /api/products/${MUG.id}`] = { body: { ...MUG, quantity: 4 } };
  expect(await pageOf({})).not.toContain('Not enough left');
  served.answers[`GET /api/products/${MUG.id}`] = { status: 503 };
  expect(await pageOf({})).not.toContain('Not enough left');
});

it('shows after an out-of-stock refund what is left, not that it was the last piece', async () => {
  const refunded = { status: 'Cancelled', cancelReason: 'out_of_stock', paid: true, refunded: true };
  const html = await pageOf({ ...refunded, fulfilment: 'rejected' });
  expect(html).toContain('Not enough was left when your payment arrived');
  expect(html).toContain('<bdi>Mug</bdi>: only 3 left; you ordered 4.');
  expect(html).not.toContain('The last piece was sold');
});
