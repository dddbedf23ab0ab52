import { orderIdOf } from './builders';
import { errorsOf, focusTags, MUG, serveClient } from './served';

const served = serveClient();
const { get, post } = served;
const COOKIE = { cookie: 'session=abc' };

const LAMP = '65f000000000000000000002';
const anOrder = (fields: object = {}) => ({
  id: '65f0000000000000000000aa',
  userId: 'seller',
  status: 'Created',
  items: [{ productId: MUG.id, titleSnapshot: 'Mug', priceSnapshot: 12.5, quantity: 2 }],
  total: 25,
  version: 0,
  ...fields,
});
const listed = (...orders: object[]) => {
  served.answers['GET /api/orders'] = { body: orders };
};

beforeEach(() => served.asSeller());

describe('the list of orders', () => {
  it('offers to pay an open order and to buy a complete one again', async () => {
    const id = orderIdOf(23);
    listed(anOrder({ id }), anOrder({ id: '65f0000000000000000000ab', status: 'Complete', paid: true }));
    const html = await (await get('/orders', COOKIE)).text();
    expect(html).toMatch(new RegExp(`<a[^>]*href="/orders/${id}"[^>]*>Pay now`));
    expect(html).toMatch(/value="65f0000000000000000000ab"\/?><button[^>]*>Buy again/);
    expect(html.match(/Buy again/g)).toHaveLength(1);
  });

  it.each([1, 25])('says that the payment of an order is under way after %i hours', async (hours) => {
    const id = orderIdOf(hours);
    listed(anOrder({ id }));
    served.answers[`GET /api/payments/orders/${id}`] = { body: { status: 'processing' } };
    const html = await (await get('/orders', COOKIE)).text();
    expect(html).toMatch(/order-badge[^>]*>Processing payment/);
    expect(html).not.toMatch(/Pay now|Buy again/);
  });

  it('lets an order wait for its payment while the payments service is unavailable', async () => {
    const id = orderIdOf(25);
    listed(anOrder({ id }));
    served.answers[`GET /api/payments/orders/${id}`] = { status: 503 };
    const html = await (await get('/orders', COOKIE)).text();
    expect(html).toMatch(/order-badge[^>]*>Waiting for payment/);
  });

  it('waits a second at most for a payments service that hangs', async () => {
    const id = orderIdOf(1);
    listed(anOrder({ id }));
    served.answers[`GET /api/payments/orders/${id}`] = new Promise(() => undefined);
    const startedAt = Date.now();
    expect(await (await get('/orders', COOKIE)).text()).toContain('Pay now');
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });

  it('asks the payments service for no order that is paid or cancelled', async () => {
    listed(anOrder({ status: 'Complete', paid: true }), anOrder({ status: 'Cancelled' }));
    await get('/orders', COOKIE);
    expect(served.requests.filter(({ path }) => path.startsWith('/api/payments'))).toEqual([]);
  });

  it('offers an unpaid order that has expired in the cart again', async () => {
    const id = orderIdOf(25);
    served.answers[`GET /api/payments/orders/${id}`] = { body: { status: 'none' } };
    listed(anOrder({ id }), anOrder({ id: '65f0000000000000000000ab', status: 'Complete', paid: true }));
    const html = await (await get('/orders', COOKIE)).text();
    expect(html.match(/order-badge[^>]*>[^<]+/g)).toEqual([
      expect.stringMatching(/>Expired$/),
      expect.stringMatching(/>Paid$/),
    ]);
    expect(html).toMatch(new RegExp(`value="${id}"/?><button[^>]*>Buy again`));
    expect(html).not.toContain('Pay now');
  });

  it('has a picture for each order, also while the products service is unavailable', async () => {
    listed(anOrder());
    served.answers['GET /api/products'] = { status: 503 };
    served.answers[`GET /api/products/${MUG.id}`] = { status: 503 };
    const response = await get('/orders', COOKIE);
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/<li class="order-card"><img/);
  });

  it('leads from its third page to the next, the one before and the first', async () => {
    served.answers['GET /api/orders'] = {
      body: [anOrder()],
      headers: { link: '</api/orders?cursor=c4>; rel="next"' },
    };
    const html = await (await get('/orders?cursor=c3&before=c2', COOKIE)).text();
    expect(served.requests.map(({ path }) => path)).toContain('/api/orders?limit=20&cursor=c3');
    expect(html).toMatch(/<a[^>]*href="\/orders"[^>]*>First page/);
    expect(html).toMatch(/<a[^>]*href="\/orders\?cursor=c2"[^>]*>Previous page/);
    expect(html).toMatch(/<a[^>]*href="\/orders\?cursor=c4&amp;before=c2%7Ec3"[^>]*>Next page/);
    expect(await (await get('/orders', COOKIE)).text()).not.toContain('First page');
  });
});

it('the header marks the page that is open, and no other', async () => {
  listed();
  const html = await (await get('/orders', COOKIE)).text();
  const marked = html.match(/<a[^>]*aria-current="page"[^>]*>[^<]*/g) ?? [];
  expect(marked).toEqual([expect.stringMatching(/href="\/orders".*>Orders$/)]);
});

describe('buying again', () => {
  const items = [
    { productId: MUG.id, titleSnapshot: 'Mug', priceSnapshot: 12.5, quantity: 2 },
    { productId: LAMP, titleSnapshot: 'Lamp', priceSnapshot: 20, quantity: 1 },
  ];

  const buyAgain = () => post('/orders', { again: '65f0000000000000000000aa' }, COOKIE);
  const holds = (...lines: [string, number][]) => ({
    body: { items: lines.map(([productId, quantity]) => ({ productId, quantity })) },
    headers: { etag: '"1"' },
  });
  const written = () =>
    served.requests
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body) as { productId: string; quantity: number });

  beforeEach(() => {
    served.answers['GET /api/orders/65f0000000000000000000aa'] = { body: anOrder({ items }) };
    served.answers['GET /api/products'] = { body: [MUG] };
    served.answers['GET /api/cart'] = holds();
    served.answers['POST /api/cart/items'] = holds([MUG.id, 2]);
  });

  it('puts into the cart what is still on sale, and says what is not', async () => {
    const response = await buyAgain();
    expect([response.status, response.headers.get('location')]).toEqual([303, '/cart?again=1&missed=1']);
    expect(written()).toEqual([{ productId: MUG.id, quantity: 2 }]);
    const html = await (await get('/cart?again=1&missed=1', COOKIE)).text();
    expect(focusTags(html)).toEqual([expect.stringContaining('role="status"')]);
    expect(html).toContain('1 product of your order is in your cart.');
    expect(html).toContain('1 product of your order could not be added');
  });

  it('says of how many pieces the stock is short', async () => {
    served.answers['GET /api/products'] = {
      body: [
        { ...MUG, quantity: 1 },
        { ...MUG, id: LAMP },
      ],
    };
    served.answers['POST /api/cart/items'] = holds([MUG.id, 1], [LAMP, 1]);
    const address = (await buyAgain()).headers.get('location') ?? '';
    expect(address).toBe('/cart?again=2&missed=0&short=1');
    expect(written()[0]).toEqual({ productId: MUG.id, quantity: 1 });
    expect(await (await get(address, COOKIE)).text()).toContain(
      '2 products of your order are in your cart, 1 piece fewer than you ordered: there are no more in stock.',
    );
  });

  it('changes nothing more when it is sent twice', async () => {
    served.answers['GET /api/cart'] = holds([MUG.id, 2]);
    expect((await buyAgain()).headers.get('location')).toBe('/cart?again=1&missed=1');
    expect(written()).toEqual([]);
  });

  it('raises what the cart holds to what was ordered, and never lowers it', async () => {
    served.answers['GET /api/products'] = { body: [MUG, { ...MUG, id: LAMP }] };
    served.answers['GET /api/cart'] = holds([MUG.id, 1], [LAMP, 3]);
    served.answers['POST /api/cart/items'] = holds([MUG.id, 2], [LAMP, 3]);
    expect((await buyAgain()).headers.get('location')).toBe('/cart?again=2&missed=0');
    expect(written()).toEqual([{ productId: MUG.id, quantity: 2 }]);
  });

  it('counts pieces that the cart holds beyond the stock as missing', async () => {
    served.answers['GET /api/products'] = { body: [{ ...MUG, quantity: 1 }] };
    served.answers['GET /api/cart'] = holds([MUG.id, 2]);
    expect((await buyAgain()).headers.get('location')).toBe('/cart?again=1&missed=1&short=1');
  });

  it('asks a signed-out visitor to sign in, and is not taken for an attempt to do so', async () => {
    served.answers['GET /api/users/currentuser'] = { body: { currentUser: null } };
    served.answers['GET /api/orders/65f0000000000000000000aa'] = {
      status: 401,
      body: errorsOf('Not authorized'),
    };
    const response = await post('/orders', { again: '65f0000000000000000000aa' });
    const signIn = response.headers.get('location') ?? '';
    expect(signIn).toBe('/auth/signin?next=%2Forders');
    // A browser sends the form along.
    const html = await (await post(signIn, { again: '65f0000000000000000000aa' })).text();
    expect(html).toContain('to see your orders');
    expect(html).not.toContain('needs your attention');
  });
});

describe('sign-in', () => {
  it.each([
    ['/orders', 'Sign in to see your orders.'],
    ['/checkout', 'Sign in to check out.'],
    ['/sell/products', 'Sign in to see your products.'],
  ])('says why it stands before %s', async (next, reason) => {
    const html = await (await get(`/auth/signin?next=${encodeURIComponent(next)}`)).text();
    expect(html.replaceAll('<!-- -->', '')).toContain(reason);
  });

  it('says nothing to those who come by themselves', async () => {
    expect(await (await get('/auth/signin')).text()).not.toContain('You get there right afterwards');
  });
});

it('sign-up shows how long a password has to be', async () => {
  expect(await (await get('/auth/signup')).text()).toContain('4 to 20 characters.');
});

it('an empty checkout leads to the orders and to the catalogue', async () => {
  served.answers['GET /api/cart'] = { body: { items: [] } };
  const html = await (await get('/checkout', COOKIE)).text();
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  expect(main.match(/href="[^"]*"/g)).toEqual(['href="/orders"', 'href="/"']);
});

it('the cart says that it is safe while the products service is unavailable', async () => {
  served.answers['GET /api/cart'] = { body: { items: [{ productId: MUG.id, quantity: 1 }] } };
  served.answers[`GET /api/products/${MUG.id}`] = { status: 503 };
  for (const path of ['/cart', '/checkout']) {
    const response = await get(path, COOKIE);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Your cart is safe, but we can’t show it right now');
  }
});
