import { MUG, serveClient } from './served';

const served = serveClient();
const { get } = served;
const COOKIE = { cookie: 'session=abc' };
const ORDER = '65f0000000000000000000aa';

/** What each service answers with, by the start of its paths. */
const SERVICES = {
  users: 'GET /api/users',
  cart: 'GET /api/cart',
  products: 'GET /api/products',
  orders: 'GET /api/orders',
} as const;
type Service = keyof typeof SERVICES;

const order = {
  id: ORDER,
  userId: 'seller',
  status: 'Created',
  items: [{ productId: MUG.id, titleSnapshot: 'Mug', priceSnapshot: 12.5, quantity: 2 }],
  total: 25,
  version: 0,
};

beforeEach(() => {
  served.asSeller();
  served.answers['GET /api/cart'] = { body: { items: [{ productId: MUG.id, quantity: 1 }] } };
  served.answers['GET /api/orders'] = { body: [order] };
  served.answers[`GET /api/orders/${ORDER}`] = { body: order };
});

function takeDown(service: Service): void {
  for (const request of Object.keys(served.answers))
    if (request.startsWith(SERVICES[service])) served.answers[request] = { status: 503 };
  served.answers[SERVICES[service]] = { status: 503 };
}

const PAGES = [
  '/',
  '/cart',
  '/checkout',
  '/orders',
  `/orders/${ORDER}`,
  '/sell',
  '/help',
  `/products/${MUG.id}`,
];

/** The pages that are about what the service keeps; all others are whole without it. */
const NEEDED_BY: Record<Service, string[]> = {
  users: [],
  cart: [],
  products: ['/', `/products/${MUG.id}`],
  orders: ['/orders', `/orders/${ORDER}`],
};

describe.each(Object.keys(SERVICES) as Service[])('while %s is unavailable', (service) => {
  it.each(PAGES)('%s shows all that it can', async (path) => {
    takeDown(service);
    const response = await get(path, COOKIE);
    const html = await response.text();
    if (NEEDED_BY[service].includes(path)) {
      expect(response.status).toBe(503);
      expect(html.replaceAll('<!-- -->', '')).toMatch(/tell us this reference: <code>[\w-]{8,}<\/code>/);
    } else expect(response.status).toBe(200);
    expect(html).toContain('<nav aria-label="Main"');
  });
});

it('says in the cart’s place, and nowhere else, that the cart is not to be had', async () => {
  takeDown('cart');
  for (const path of ['/cart', '/checkout'])
    expect(await (await get(path, COOKIE)).text()).toContain('Your cart is safe');
  expect(await (await get('/orders', COOKIE)).text()).not.toContain('Your cart is safe');
});

it.each(PAGES)('%s asks once who the visitor is', async (path) => {
  await get(path, COOKIE);
  const asked = served.requests.filter((request) => request.path === '/api/users/currentuser');
  expect(asked).toHaveLength(1);
});

it('asks for the session and the page’s own data side by side', async () => {
  let isOrderAsked = false;
  served.answers['GET /api/users/currentuser'] = new Promise((resolve) => {
    const wait = setInterval(() => {
      isOrderAsked = served.requests.some(({ path }) => path === `/api/orders/${ORDER}`);
      if (!isOrderAsked) return;
      clearInterval(wait);
      resolve({ body: { currentUser: { id: 'seller', email: 'ann@example.com', iat: 1 } } });
    }, 10);
  });
  expect((await get(`/orders/${ORDER}`, COOKIE)).status).toBe(200);
  expect(isOrderAsked).toBe(true);
});

const PRODUCTS = [SERVICES.products, `${SERVICES.products}/${MUG.id}`];
const SESSION = ['GET /api/users/currentuser', SERVICES.cart];
const PAYMENT = [`GET /api/payments/orders/${ORDER}`];

it.each([
  ['/', 'a session', SESSION],
  ['/help', 'a session', SESSION],
  [`/products/${MUG.id}`, 'a session', SESSION],
  ['/orders', 'a session', SESSION],
  ['/orders', 'products', PRODUCTS],
  [`/orders/${ORDER}`, 'a session', SESSION],
  [`/orders/${ORDER}`, 'products', PRODUCTS],
  [`/orders/${ORDER}`, 'a payment', PAYMENT],
  ['/sell', 'products', PRODUCTS],
])('%s does not wait long for %s it can do without', async (path, _what, requests) => {
  // Its page asks for the stock, and whether it was charged.
  const outOfStock = { ...order, status: 'Cancelled', cancelReason: 'out_of_stock' };
  served.answers[`GET /api/orders/${ORDER}`] = { body: outOfStock };
  for (const hanging of requests) served.answers[hanging] = new Promise<never>(() => {});
  const startedAt = performance.now();
  expect((await get(path, COOKIE)).status).toBe(200);
  expect(performance.now() - startedAt).toBeLessThan(4_000);
});

it.each(['/cart', '/checkout'])('%s waits for a slow cart', async (path) => {
  served.answers[SERVICES.cart] = new Promise((resolve) =>
    setTimeout(resolve, 3_000, { body: { items: [{ productId: MUG.id, quantity: 1 }] } }),
  );
  expect(await (await get(path, COOKIE)).text()).not.toContain('Your cart is safe');
});
