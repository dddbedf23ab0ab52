import { buildClient } from '../api/build-client';
import { payOrder, showPaymentStatus } from '../api/payments';
import { pretendShop } from './browser';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

const errors = (message: string) => ({ errors: [{ message }] });
const pay = () => payOrder(buildClient(), 'o1', 'tok_visa');

it('sends the token and the order, and nothing else', async () => {
  const seen = pretendShop(() => ({ status: 201, body: {} }));
  await pay();
  expect(seen).toMatchObject([
    { method: 'POST', path: '/api/payments', body: { token: 'tok_visa', orderId: 'o1' } },
  ]);
});

it.each([
  ['paid', 201, {}, { kind: 'paid' }],
  ['paid before', 200, {}, { kind: 'paid' }],
  ['not known yet', 202, { status: 'processing' }, { kind: 'processing' }],
  ['under way in another tab', 409, errors('Another payment'), { kind: 'busy', retryAfterSeconds: 1 }],
  ['lost by the gateway', 502, errors('Bad gateway'), { kind: 'unanswered' }],
  [
    'declined',
    402,
    errors('Your card has expired.'),
    { kind: 'declined', message: 'Your card has expired.' },
  ],
])('understands a payment that is %s', async (_name, status, body, outcome) => {
  pretendShop(() => ({ status, body }));
  await expect(pay()).resolves.toEqual(outcome);
});

it('does not know either when no answer comes', async () => {
  pretendShop(() => {
    throw new Error('connection lost');
  });
  await expect(pay()).resolves.toEqual({ kind: 'unanswered' });
});

it.each([
  [400, 'Order is cancelled'],
  [503, 'Service unavailable'],
])('reports %d as a failure that charged nothing', async (status, message) => {
  pretendShop(() => ({ status, body: errors(message) }));
  await expect(pay()).rejects.toMatchObject({ status, message });
});

it('makes a plain sentence of an answer that is not the usual error body', async () => {
  pretendShop(() => ({ status: 429, body: '<html>' }));
  await expect(pay()).rejects.toThrow('Wait a moment');
});

it("reads the payment status of an order, with the card's own words", async () => {
  const seen = pretendShop(() => ({ body: { orderId: 'o1', status: 'declined', message: 'No.' } }));
  await expect(showPaymentStatus(buildClient(), 'o1')).resolves.toEqual({
    status: 'declined',
    message: 'No.',
  });
  expect(seen[0]?.path).toBe('/api/payments/orders/o1');
});
