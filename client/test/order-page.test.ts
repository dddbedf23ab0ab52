import { MUG, serveClient } from './served';

const served = serveClient();

const ORDER = {
  id: '65f0000000000000000000aa',
  userId: 'u1',
  status: 'Created',
  items: [{ productId: MUG.id, titleSnapshot: 'Mug', priceSnapshot: 12.5, quantity: 4 }],
  total: 50,
  version: 0,
};

/** The order's page as the server makes it. */
async function pageOf(order: object): Promise<string> {
  served.asSeller();
  served.answers[`GET /api/orders/${ORDER.id}`] = { body: { ...ORDER, ...order } };
  const response = await served.get(`/orders/${ORDER.id}`, { cookie: 'session=abc' });
  expect(response.status).toBe(200);
  return response.text();
}

it('says without script that paying needs scripts', async () => {
  expect(await pageOf({})).toMatch(/<noscript>.*Paying needs scripts.*<\/noscript>/);
});

it("warns before the card form when today's stock does not cover the order", async () => {
  const html = await pageOf({});
  const warning = html.indexOf('Mug: only 3 left; you ordered 4.');
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
  expect(html).toContain('Mug: only 3 left; you ordered 4.');
  expect(html).not.toContain('The last piece was sold');
});
